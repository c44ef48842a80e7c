import TOMLKit

/// A value of a TOML document with its line.
package struct ConfigNode {
    package let value: Value
    package let line: Int?

    package indirect enum Value {
        case string(String)
        case integer(Int)
        case number(Double)
        case boolean(Bool)
        case array([ConfigNode])
        case table([String: ConfigNode])
        case date

        /// What it is, for people.
        package var name: String {
            switch self {
            case .string: "a string"
            case .integer: "an integer"
            case .number: "a number"
            case .boolean: "a boolean"
            case .array: "an array"
            case .table: "a table"
            case .date: "a date or time"
            }
        }
    }
}

extension ConfigNode {
    /// Parses a document.
    ///
    /// - Throws: the first syntax fault with its line.
    package init(document bytes: [UInt8]) throws(ConfigFault) {
        if let end = bytes.firstIndex(of: 0) {
            let line = bytes[..<end].count { $0 == UInt8(ascii: "\n") } + 1
            throw ConfigFault(line: line, key: "", message: "a NUL byte: this is not a text file")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ConfigFault(line: nil, key: "", message: "not UTF-8 text")
        }
        let lines = try KeyLines(bytes)
        do {
            self.init(table: try TOMLTable(string: text), at: ConfigPath(), lines: lines)
        } catch let error as TOMLParseError {
            throw ConfigFault(line: error.source.begin.line, key: "", message: error.description)
        } catch {
            throw ConfigFault(line: nil, key: "", message: "not TOML: \(error)")
        }
    }

    private init(table: TOMLTable, at path: ConfigPath, lines: KeyLines) {
        var entries: [String: ConfigNode] = [:]
        for key in table.keys {
            guard let value = table[key] else { continue }
            entries[key] = ConfigNode(value, at: path.appending(.key(key)), lines: lines)
        }
        self.init(value: .table(entries), line: lines[path])
    }

    private init(_ toml: any TOMLValueConvertible, at path: ConfigPath, lines: KeyLines) {
        if let table = toml.table {
            self.init(table: table, at: path, lines: lines)
            return
        }
        let value: Value =
            if let string = toml.string {
                .string(string)
            } else if let integer = toml.int {
                .integer(integer)
            } else if let number = toml.double {
                .number(number)
            } else if let boolean = toml.bool {
                .boolean(boolean)
            } else if let array = toml.array {
                .array(
                    array.enumerated().map {
                        ConfigNode($0.element, at: path.appending(.index($0.offset)), lines: lines)
                    }
                )
            } else {
                .date
            }
        self.init(value: value, line: lines[path])
    }
}
