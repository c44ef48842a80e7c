package import Codecs

extension ReceiverPlan {
    /// The file that says the same, readable again by `load`.
    package func text(about receiver: UBXReceiver) -> String {
        var lines = ["[receiver]"]
        let note = "\(receiver.software), hardware \(receiver.hardware)"
        lines.append("for = \(Self.quoted(note))")
        if let generation = receiver.generation { lines.append("generations = [\(generation.rawValue)]") }
        lines.append("layers = [" + layers.map { "\"\($0.name)\"" }.joined(separator: ", ") + "]")
        var tables: [String: [(key: UBXConfigKey, line: String)]] = [:]
        var order: [String] = []
        for entry in entries.sorted(by: { $0.setting.key < $1.setting.key }) {
            let key = entry.setting.key
            let field = ReceiverField.field(key).flatMap { $0.text(entry.setting) == nil ? nil : $0 }
            let table = field?.table ?? "values"
            let name = field?.key ?? UBXConfigItem.item(key)?.name ?? key.description
            let value = field?.text(entry.setting) ?? Self.text(entry.setting)
            if tables[table] == nil { order.append(table) }
            tables[table, default: []].append((key, "\(Self.bare(name)) = \(value)"))
        }
        for table in order.filter({ $0 != "values" }) + order.filter({ $0 == "values" }) {
            lines += ["", "[\(table)]"] + (tables[table] ?? []).map(\.line)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// What is printable ASCII of a receiver's own words, as a TOML string.
    private static func quoted(_ text: String) -> String {
        "\"" + text.filter { $0.isASCII && $0 != "\"" && $0 != "\\" && ($0.asciiValue ?? 0) >= 0x20 } + "\""
    }

    private static func bare(_ name: String) -> String {
        name.utf8.allSatisfy {
            $0 == UInt8(ascii: "_") || (0x61...0x7A).contains($0) || (0x30...0x39).contains($0)
        }
            && !name.hasPrefix("0x") ? name : "\"\(name)\""
    }
}
