import TOMLKit

/// One table of a configuration file: hands out values and notes what is wrong with them.
struct ConfigSection {
    private let table: TOMLTable
    private let name: String
    private var known: Set<String> = []
    private var faults: [String] = []

    init(_ table: TOMLTable, name: String) {
        self.table = table
        self.name = name
    }

    mutating func string(_ key: String) -> String? {
        value(key, "a string") { $0.string.flatMap { $0.isEmpty ? nil : $0 } }
    }

    mutating func integer(_ key: String) -> Int? { value(key, "an integer") { $0.int } }
    mutating func boolean(_ key: String) -> Bool? { value(key, "true or false") { $0.bool } }

    mutating func strings(_ key: String) -> [String] {
        value(key, "an array of strings") { value -> [String]? in
            guard let array = value.array else { return nil }
            let strings = array.compactMap { $0.string }
            return strings.count == array.count ? strings : nil
        } ?? []
    }

    mutating func section(_ key: String, required: Bool) -> ConfigSection {
        let found = value(key, "a table") { $0.table }
        if found == nil, required, table[key] == nil { fault("[\(key)] is missing") }
        return ConfigSection(found ?? TOMLTable(), name: key)
    }

    mutating func fault(_ text: String) { faults.append(name.isEmpty ? text : "\(name): \(text)") }

    /// All faults, unknown keys among them.
    mutating func finish() -> [String] {
        for key in table.keys.sorted() where !known.contains(key) {
            let choices = known.sorted().joined(separator: ", ")
            fault("unknown key \(key); there are \(choices)")
        }
        return faults
    }

    private mutating func value<Value>(
        _ key: String,
        _ expected: String,
        _ read: (any TOMLValueConvertible) -> Value?
    ) -> Value? {
        known.insert(key)
        guard let entry = table[key] else { return nil }
        if let value = read(entry) { return value }
        fault("\(key): expected \(expected)")
        return nil
    }
}
