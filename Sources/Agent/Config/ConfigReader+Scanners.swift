import Codecs
import ConfigFiles
import FieldModel
import Inputs
import LinuxIO

extension ConfigReader {
    private static let signalKeys = [
        "accepted_signal", "duplicate_signal", "expired_signal", "refused_signal",
    ]
    private static let keyboardKeys = ["layout", "pause"]
    static let scannerKeys =
        ["keyboard", "hid", "late", "tag_patterns", "private_patterns", "prefix", "suffix", "separator"]
        + keyboardKeys + signalKeys

    /// A serial line unless `keyboard` or `hid` names another kind of device; one of the three.
    func scannerConnection(_ table: ConfigTable) -> InputSettings.Connection? {
        let ways = ["device", "keyboard", "hid"].filter(table.has)
        guard let way = ways.first, way != "device" else {
            table.foreign(["keyboard", "hid"], only: "a scanner without 'device'")
            table.foreign(Self.keyboardKeys, only: "a scanner with 'keyboard'")
            return .serial(line(table, baud: 115_200))
        }
        table.foreign(Self.lineKeys + Self.signalKeys, only: "a scanner on a serial line")
        table.foreign(["keyboard", "hid"].filter { $0 != way }, only: "a scanner without '\(way)'")
        let rule = deviceRule(table, way)
        guard way == "keyboard" else {
            table.foreign(Self.keyboardKeys, only: "a scanner with 'keyboard'")
            return rule.map { .hid($0) }
        }
        let maps = KeyMap.allCases.map { (name: $0.rawValue, value: $0) }
        let map = table.choice("layout", among: maps) ?? .american
        let pause = table.seconds("pause", in: 0.02...2, default: .milliseconds(100))
        return rule.map { .keyboard(KeyboardDevice(rule: $0, map: map, pause: pause)) }
    }

    /// A path, or a table with what the device says of itself.
    private func deviceRule(_ table: ConfigTable, _ key: String) -> DeviceRule? {
        let expected = "a path, or a table such as { vendor = 0x0c2e, product = 0x0b61 }"
        if table.text(key) != nil { return table.path(key, expected: expected).map { .path($0) } }
        guard let identity = table.table(key, expected: expected) else { return nil }
        defer { identity.finish() }
        let vendor = identity.integer("vendor", in: 1...0xFFFF).flatMap(UInt16.init(exactly:))
        let product = identity.integer("product", in: 0...0xFFFF).flatMap(UInt16.init(exactly:))
        let name = identity.string("name", limit: 128)
        guard vendor != nil || name != nil else {
            if !identity.has("vendor"), !identity.has("name") {
                table.fault(key, "expected a 'vendor' or a 'name', or else any device could be meant")
            }
            return nil
        }
        return .identity(vendor: vendor, product: product, name: name)
    }

    /// Notes a scanner that an earlier input has, and an input with the name that another one's stored scans get.
    func noteRepeatedScanners(_ tables: [ConfigTable], _ inputs: [InputSettings?]) {
        for key in ["keyboard", "hid"] {
            ConfigTable.noteRepeated(key, in: tables) { ConfigFile(path: root.resolve($0)).canonicalPath }
        }
        for (table, input) in zip(tables, inputs) {
            let owner = inputs.compactMap(\.self).first {
                if case .scanner = $0.device { $0.name.late == input?.name } else { false }
            }
            guard let owner else { continue }
            table.fault("name", "the stored scans of '\(owner.name)' have this name; choose another")
        }
    }

    func scanner(_ table: ConfigTable) -> ScannerSettings {
        let usual = SerialFeedback.Codes()
        return ScannerSettings(
            tagPatterns: masks(table, "tag_patterns"),
            privatePatterns: masks(table, "private_patterns"),
            prefix: signal(table, "prefix") ?? [],
            suffix: signal(table, "suffix") ?? [],
            separator: signal(table, "separator") ?? [],
            signals: SerialFeedback.Codes(
                accepted: signal(table, "accepted_signal") ?? usual.accepted,
                duplicate: signal(table, "duplicate_signal") ?? usual.duplicate,
                expired: signal(table, "expired_signal") ?? usual.expired,
                refused: signal(table, "refused_signal") ?? usual.refused
            ),
            late: table.boolean("late")
        )
    }

    private func masks(_ table: ConfigTable, _ key: String) -> [String] {
        let patterns = table.strings(key, atMost: 32, expected: "masks such as \"PAT-######\"") ?? []
        for pattern in patterns where !Self.isMask(pattern) {
            table.fault(
                key,
                "'\(pattern.prefix(40))' is no mask: 1 to \(Token.maximumBytes) printable ASCII characters, "
                    + "'*' only as the last and not alone"
            )
        }
        return patterns
    }

    /// Whether a mask has a shape that a label can have. A lone `*` would take every label for a tag.
    private static func isMask(_ text: String) -> Bool {
        Token(rawValue: text) != nil && text != "*" && !text.dropLast().contains("*")
    }

    /// The bytes of a signal; empty for none.
    private func signal(_ table: ConfigTable, _ key: String) -> [UInt8]? {
        guard let text = table.anyString(key, expected: "a string such as \"\\u0007\"") else { return nil }
        if text.utf8.count > 32 || !text.utf8.allSatisfy({ $0 < 0x80 }) {
            table.fault(key, "expected at most 32 ASCII characters, control characters as \\u0007")
        }
        return Array(text.utf8)
    }
}
