package import FieldModel

/// One table of a configuration while it is read: typed access to its keys, with every fault noted.
///
/// A key that is wrong or missing reads as `nil` or its default, so that reading goes on and finds all faults at once.
package final class ConfigTable {
    /// The dotted name of the table; empty for the document.
    package let name: String
    /// Where its header stands.
    package let line: Int?
    private let entries: [String: ConfigNode]
    private var known: [String] = []
    package let log: FaultLog

    package init(name: String, line: Int?, entries: [String: ConfigNode], log: FaultLog) {
        self.name = name
        self.line = line
        self.entries = entries
        self.log = log
    }

    /// Notes what is wrong with the value of a key, on the key's line.
    package func fault(_ key: String, _ message: String) {
        log.faults.append(
            ConfigFault(line: entries[key]?.line ?? line, key: qualified(key), message: message)
                .in(file: log.file)
        )
    }

    /// Notes every key that nobody asked for, with the nearest one that would have been understood.
    package func finish() {
        for key in entries.keys.filter({ !known.contains($0) }).sorted() {
            let hint = Spelling.hint(for: key, among: known)
            fault(
                key,
                "unknown key" + (hint.isEmpty ? "; known here: \(known.joined(separator: ", "))" : hint)
            )
        }
    }

    /// Whether the key is there at all.
    package func has(_ key: String) -> Bool { entries[key] != nil }

    /// The keys that are there, in the order of the alphabet.
    package var keys: [String] { entries.keys.sorted() }

    /// The value of a key, whatever it is.
    package func scalar(_ key: String) -> ConfigNode.Value? {
        value(key, required: false, expected: "a value") { $0 }
    }

    /// The string of a key, if it has one, without any check.
    package func text(_ key: String) -> String? {
        if case .string(let text) = entries[key]?.value { text } else { nil }
    }

    /// A path as seen from the folder of the file.
    package func resolve(_ path: String) -> String { log.resolve(path) }

    /// The value of a key as one type; notes a missing required key and a value of another type.
    package func value<T>(
        _ key: String,
        required: Bool,
        expected: String,
        as convert: (ConfigNode.Value) -> T?
    ) -> T? {
        known.append(key)
        guard let node = entries[key] else {
            if required { fault(key, "missing; expected \(expected)") }
            return nil
        }
        guard let value = convert(node.value) else {
            fault(key, "expected \(expected), not \(node.value.name)")
            return nil
        }
        return value
    }

    /// A string of 1 to `limit` bytes without control characters.
    package func string(
        _ key: String,
        limit: Int = 64,
        required: Bool = false,
        expected: String = "a string"
    ) -> String? {
        guard let text = anyString(key, required: required, expected: expected) else { return nil }
        let isClean = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        guard (1...limit).contains(text.utf8.count), isClean else {
            fault(key, "expected \(expected) of 1 to \(limit) bytes without control characters")
            return nil
        }
        return text
    }

    /// The required name of an input or link.
    package func name(_ key: String) -> SourceID? {
        let expected = "a name of at most 32 characters from a-z, 0-9, '_', '.' and '-'"
        guard let text = string(key, required: true, expected: expected) else { return nil }
        let name = SourceID(rawValue: text)
        if name == nil { fault(key, "'\(text)' is not \(expected)") }
        return name
    }

    /// A string with whatever is in it.
    package func anyString(_ key: String, required: Bool = false, expected: String = "a string") -> String? {
        value(key, required: required, expected: expected) { value in
            if case .string(let text) = value { text } else { nil }
        }
    }

    package func integer(
        _ key: String,
        in range: ClosedRange<Int>,
        required: Bool = false,
        expected: String? = nil
    ) -> Int? {
        let expected = expected ?? "an integer from \(range.lowerBound) to \(range.upperBound)"
        let found: Int? = value(key, required: required, expected: expected) { value in
            if case .integer(let number) = value { number } else { nil }
        }
        guard let found else { return nil }
        guard range.contains(found) else {
            fault(key, "\(found) is out of range; expected \(expected)")
            return nil
        }
        return found
    }

    package func boolean(_ key: String) -> Bool? {
        value(key, required: false, expected: "true or false") { value in
            if case .boolean(let answer) = value { answer } else { nil }
        }
    }

    /// A span of time in seconds, with millisecond resolution.
    package func seconds(_ key: String, in range: ClosedRange<Double>, default fallback: Duration) -> Duration
    {
        let bounds = "\(Self.plain(range.lowerBound)) to \(Self.plain(range.upperBound))"
        let expected = "seconds from \(bounds), as an integer or a float"
        let found: Double? = value(key, required: false, expected: expected) { value in
            switch value {
            case .integer(let number): Double(number)
            case .number(let number): number
            default: nil
            }
        }
        guard let found else { return fallback }
        guard range.contains(found) else {
            fault(key, "\(Self.plain(found)) is out of range; expected \(expected)")
            return fallback
        }
        return .milliseconds(Int64((found * 1000).rounded()))
    }

    /// A number of bytes with its unit, such as "512 MiB"; at most 64 TiB.
    package func size(_ key: String, from least: Int64) -> Int64? {
        let units = [("KiB", Int64(1) << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40)]
        let expected = "a size from \(least >> 20) MiB to 64 TiB, such as \"512 MiB\""
        guard let text = anyString(key, expected: expected) else { return nil }
        let words = text.split(separator: " ")
        guard words.count == 2, let number = Int64(words[0]), (1...1 << 30).contains(number),
            let unit = units.first(where: { $0.0 == words[1] }),
            (least...1 << 46).contains(number * unit.1)
        else {
            fault(key, "expected \(expected), not '\(text.prefix(40))'")
            return nil
        }
        return number * unit.1
    }

    /// One word of a fixed list.
    package func choice<T>(
        _ key: String,
        among choices: [(name: String, value: T)],
        required: Bool = false
    ) -> T? {
        let names = choices.map(\.name)
        let expected = names.count == 1 ? "'\(names[0])'" : "one of " + names.joined(separator: ", ")
        guard let word = anyString(key, required: required, expected: expected) else { return nil }
        if let match = choices.first(where: { $0.name == word }) { return match.value }
        fault(key, "'\(word.prefix(40))' is not \(expected)\(Spelling.hint(for: word, among: names))")
        return nil
    }

    /// The strings of an array.
    package func strings(_ key: String, atMost limit: Int, expected: String) -> [String]? {
        let expected = "an array of \(expected)"
        let found: [ConfigNode]? = value(key, required: false, expected: expected) { value in
            if case .array(let elements) = value { elements } else { nil }
        }
        guard let found else { return nil }
        let strings = found.compactMap { node in
            if case .string(let text) = node.value { text } else { nil }
        }
        guard strings.count == found.count, strings.count <= limit else {
            fault(key, "expected \(expected), at most \(limit)")
            return nil
        }
        return strings
    }

    /// A path; a relative one belongs to the folder of the configuration.
    package func path(_ key: String, required: Bool = false, expected: String = "a path") -> String? {
        string(key, limit: 1024, required: required, expected: expected).map(log.resolve)
    }

    /// The path of a file that must be readable.
    package func file(
        _ key: String,
        required: Bool = false,
        expected: String = "the path of a file"
    ) -> String? {
        guard let path = path(key, required: required, expected: expected) else { return nil }
        if let refusal = ConfigFile(path: path).refusal {
            fault(key, "\(path) cannot be read: \(refusal.reason)")
        }
        return path
    }

    /// A table within; `nil` when it is absent or no table.
    package func table(_ key: String, required: Bool = false, expected: String = "a table") -> ConfigTable? {
        let found: [String: ConfigNode]? = value(key, required: required, expected: expected) { value in
            if case .table(let entries) = value { entries } else { nil }
        }
        return found.map {
            ConfigTable(name: qualified(key), line: entries[key]?.line, entries: $0, log: log)
        }
    }

    /// The elements of an array of tables.
    package func tables(_ key: String, atMost limit: Int) -> [ConfigTable] {
        let expected = "tables with the header [[\(key)]]"
        let found: [ConfigTable]? = value(key, required: false, expected: expected) { value in
            guard case .array(let elements) = value else { return nil }
            let tables = elements.compactMap { node -> ConfigTable? in
                guard case .table(let entries) = node.value else { return nil }
                return ConfigTable(name: qualified(key), line: node.line, entries: entries, log: log)
            }
            return tables.count == elements.count ? tables : nil
        }
        guard let found else { return [] }
        if found.count > limit {
            fault(key, "\(found.count) are more than the \(limit) that one node can have")
        }
        return Array(found.prefix(limit))
    }

    /// The tables of an array, without a look at what is wrong with it.
    package func glance(_ key: String) -> [ConfigTable] {
        guard case .array(let elements) = entries[key]?.value else { return [] }
        return elements.compactMap { node in
            guard case .table(let entries) = node.value else { return nil }
            return ConfigTable(name: qualified(key), line: node.line, entries: entries, log: log)
        }
    }

    /// Notes keys that are right in a table of another type, and says of which.
    package func foreign(_ keys: [String], only owner: String) {
        for key in keys where has(key) {
            known.append(key)
            fault(key, "only \(owner) has this key")
        }
    }

    /// Takes keys for known, whatever they hold: what they would mean cannot be told.
    package func pass(_ keys: [String]) { known += keys.filter(has) }

    private func qualified(_ key: String) -> String { name.isEmpty ? key : "\(name).\(key)" }

    package static func plain(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number)
    }
}

/// The faults found so far in one file.
package final class FaultLog {
    package var faults: [ConfigFault] = []
    /// The folder of the file.
    private let folder: String
    /// Path of the file, when it is not the configuration itself.
    package let file: String?

    package init(folder: String, file: String? = nil) {
        self.folder = folder
        self.file = file
    }

    /// A path as seen from the folder of the file.
    package func resolve(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        return folder == "/" ? "/\(path)" : "\(folder)/\(path)"
    }
}
