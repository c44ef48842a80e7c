/// On which line each key, table header and array element of a TOML document stands.
///
/// Scans the text beside the TOML parser, which keeps no positions: table headers, elements of arrays of tables,
/// dotted and quoted keys, multi-line strings, arrays and inline tables. Syntax is the parser's business; refused here,
/// before it runs, is only what it cannot take: empty bare keys, dates, NUL in strings, deep nesting.
struct KeyLines {
    /// The most keys in one dotted key, and the most arrays and inline tables in each other.
    static let maximumDepth = 8

    private(set) var lines: [ConfigPath: Int] = [:]
    private let text: [UInt8]
    private var position = 0
    private var line = 1
    /// How many elements the arrays of tables have so far.
    private var tableCounts: [ConfigPath: Int] = [:]

    init(_ text: [UInt8]) throws(ConfigFault) {
        self.text = text
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        try scanDocument()
    }

    subscript(path: ConfigPath) -> Int? { lines[path] }

    private mutating func scanDocument() throws(ConfigFault) {
        var table = ConfigPath()
        while let byte = afterSpace(lines: true) {
            if byte == UInt8(ascii: "[") {
                table = try scanHeader()
            } else {
                try scanPair(in: table, depth: 0)
            }
            skipLine()
        }
    }

    /// `[a.b]` or `[[a.b]]`.
    private mutating func scanHeader() throws(ConfigFault) -> ConfigPath {
        position += 1
        let isElement = peek() == UInt8(ascii: "[")
        if isElement { position += 1 }
        var path = ConfigPath()
        let keys = try scanKeys()
        for (place, key) in keys.enumerated() {
            path = path.appending(.key(key))
            note(path)
            if isElement, place == keys.count - 1 {
                let count = tableCounts[path, default: 0]
                tableCounts[path] = count + 1
                path = path.appending(.index(count))
                note(path)
            } else if let count = tableCounts[path] {
                path = path.appending(.index(count - 1))
            }
        }
        return path
    }

    /// `a.b = value`.
    private mutating func scanPair(in table: ConfigPath, depth: Int) throws(ConfigFault) {
        var path = table
        for key in try scanKeys() {
            path = path.appending(.key(key))
            note(path)
        }
        guard afterSpace() == UInt8(ascii: "=") else { return }
        position += 1
        try scanValue(at: path, depth: depth)
    }

    private mutating func scanValue(at path: ConfigPath, depth: Int) throws(ConfigFault) {
        guard depth <= Self.maximumDepth else { throw tooDeep(path) }
        switch afterSpace() {
        case UInt8(ascii: "["):
            position += 1
            var count = 0
            while let byte = afterSpace(lines: true), byte != UInt8(ascii: "]") {
                let element = path.appending(.index(count))
                let start = position
                note(element)
                try scanValue(at: element, depth: depth + 1)
                if afterSpace(lines: true) == UInt8(ascii: ",") { position += 1 }
                if position == start { return }
                count += 1
            }
            position += 1
        case UInt8(ascii: "{"):
            position += 1
            while let byte = afterSpace(lines: true), byte != UInt8(ascii: "}") {
                let start = position
                try scanPair(in: path, depth: depth + 1)
                if afterSpace(lines: true) == UInt8(ascii: ",") { position += 1 }
                if position == start { return }
            }
            position += 1
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            try skipString(key: path.dotted)
        default:
            try skipBareValue(key: path.dotted)
        }
    }

    /// Moves past a number or boolean. Dates are refused: no key has one, and the parser trips over damaged ones.
    private mutating func skipBareValue(key: String) throws(ConfigFault) {
        let start = position
        while let byte = peek(), !",]}# \t\r\n".utf8.contains(byte) {
            let isSign = byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
            let mayBeSign = position == start || text[position - 1] | 0x20 == UInt8(ascii: "e")
            guard isSign ? mayBeSign : Self.isBareKeyByte(byte) || byte == UInt8(ascii: ".") else { break }
            position += 1
        }
        guard position > start, peek().map(",]}# \t\r\n".utf8.contains) ?? true else {
            throw ConfigFault(
                line: line,
                key: key,
                message: "expected a string, number, boolean, array or inline table"
            )
        }
    }

    /// The keys of a dotted key, unquoted.
    private mutating func scanKeys() throws(ConfigFault) -> [String] {
        var keys: [String] = []
        while let byte = afterSpace() {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                let start = position
                try skipString(key: "")
                let quoted = text[start..<position].dropFirst().dropLast()
                keys.append(byte == UInt8(ascii: "'") ? Self.string(quoted) : Self.unescaped(quoted))
            } else {
                let start = position
                while let byte = peek(), Self.isBareKeyByte(byte) { position += 1 }
                guard position > start else {
                    throw ConfigFault(
                        line: line,
                        key: "",
                        message: "expected a key of A-Z, a-z, 0-9, _ and -"
                    )
                }
                keys.append(Self.string(text[start..<position]))
            }
            guard keys.count <= Self.maximumDepth else { throw tooDeep(ConfigPath()) }
            guard afterSpace() == UInt8(ascii: ".") else { break }
            position += 1
        }
        return keys
    }

    /// Moves past a string of any of TOML's four forms.
    private mutating func skipString(key: String) throws(ConfigFault) {
        let quote = text[position]
        let isLiteral = quote == UInt8(ascii: "'")
        let isMultiline = text[position...].starts(with: [quote, quote, quote])
        position += isMultiline ? 3 : 1
        while let byte = peek() {
            if byte == UInt8(ascii: "\\"), !isLiteral {
                if Self.isNullEscape(text[position...]) {
                    throw ConfigFault(line: line, key: key, message: "a NUL character cannot stand here")
                }
                position += 1
                step()
            } else if byte == quote, !isMultiline {
                position += 1
                return
            } else if byte == quote, text[position...].starts(with: [quote, quote, quote]) {
                position += 3
                for _ in 0..<2 where peek() == quote { position += 1 }
                return
            } else if byte == UInt8(ascii: "\n"), !isMultiline {
                return
            } else {
                step()
            }
        }
    }

    private mutating func note(_ path: ConfigPath) {
        if lines[path] == nil { lines[path] = line }
    }

    private func peek() -> UInt8? { position < text.count ? text[position] : nil }

    /// Moves one byte on and counts the line that it may end.
    private mutating func step() {
        guard position < text.count else { return }
        if text[position] == UInt8(ascii: "\n") { line += 1 }
        position += 1
    }

    /// The next byte after blanks, and after line ends and comments as well when they may stand here.
    private mutating func afterSpace(lines: Bool = false) -> UInt8? {
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"): position += 1
            case UInt8(ascii: "\r") where lines && text[position...].starts(with: [byte, 0x0A]): position += 1
            case UInt8(ascii: "\n") where lines: step()
            case UInt8(ascii: "#") where lines: skipComment()
            default: return byte
            }
        }
        return nil
    }

    private mutating func skipComment() {
        while let byte = peek(), byte != UInt8(ascii: "\n") { position += 1 }
    }

    /// Moves past the rest of a line: blanks and a comment, when the text is sound.
    private mutating func skipLine() {
        skipComment()
        step()
    }

    private func tooDeep(_ path: ConfigPath) -> ConfigFault {
        ConfigFault(line: line, key: path.dotted, message: "nests deeper than \(Self.maximumDepth) levels")
    }
}

extension KeyLines {
    private static func isBareKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
        default: false
        }
    }

    private static func string(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }

    /// Whether an escape sequence starts here that stands for U+0000, which the parser's C strings would end at.
    private static func isNullEscape(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.starts(with: Array("\\u0000".utf8)) || bytes.starts(with: Array("\\U00000000".utf8))
            || bytes.starts(with: Array("\\x00".utf8))
    }

    /// The text of a basic string without its quotes.
    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
        var scalars = String.UnicodeScalarView()
        var rest = string(bytes).unicodeScalars[...]
        while let scalar = rest.popFirst() {
            guard scalar == "\\", let escape = rest.popFirst() else {
                scalars.append(scalar)
                continue
            }
            switch escape {
            case "b": scalars.append("\u{8}")
            case "t": scalars.append("\t")
            case "n": scalars.append("\n")
            case "f": scalars.append("\u{C}")
            case "r": scalars.append("\r")
            case "u", "U":
                let digits = String(rest.prefix(escape == "u" ? 4 : 8))
                rest = rest.dropFirst(digits.unicodeScalars.count)
                scalars.append(UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}")
            default: scalars.append(escape)
            }
        }
        return String(scalars)
    }
}
