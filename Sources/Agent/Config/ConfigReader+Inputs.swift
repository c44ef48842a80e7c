import FieldModel

extension ConfigReader {
    private enum DeviceType: String, CaseIterable {
        case nmea
        case scanner
    }

    /// The `[[input]]` tables.
    func inputs() -> [InputSettings] {
        let tables = root.tables("input", atMost: 64)
        let inputs = tables.map(input)
        Self.noteRepeated("name", in: tables)
        Self.noteRepeated("device", in: tables) { ConfigFile(path: root.resolve($0)).canonicalPath }
        return inputs.compactMap(\.self)
    }

    private func input(_ table: ConfigTable) -> InputSettings? {
        defer { table.finish() }
        let name = table.name("name")
        if name == .agent { table.fault("name", "'agent' is the agent itself; choose another name") }
        let types = DeviceType.allCases.map { (name: $0.rawValue, value: $0) }
        let type = table.choice("type", among: types, required: true)
        let line = line(table, baud: type == .scanner ? 115_200 : 9600)
        let device: InputSettings.Device?
        switch type {
        case .nmea:
            device = .nmea(interval: table.seconds("interval", in: 0.1...3600, default: .seconds(1)))
            table.foreign(
                [
                    "tag_patterns", "private_patterns", "prefix", "suffix", "separator", "accepted_signal",
                    "refused_signal",
                ],
                only: "an input of type scanner"
            )
        case .scanner:
            device = .scanner(scanner(table))
            table.foreign(["interval"], only: "an input of type nmea")
        case nil:
            _ = (table.seconds("interval", in: 0.1...3600, default: .zero), scanner(table))
            device = nil
        }
        guard let name, let device else { return nil }
        return InputSettings(name: name, line: line, device: device)
    }

    private func line(_ table: ConfigTable, baud: Int) -> SerialLineSettings {
        let path = table.path("device", required: true, expected: "the path of a serial device")
        let rates = SerialLineSettings.supportedRates
        let rate = table.integer("baud", in: 1...4_000_000)
        if let rate, !rates.contains(rate) {
            let list = rates.map(String.init).joined(separator: ", ")
            table.fault("baud", "\(rate) is no baud rate of a serial line; expected one of \(list)")
        }
        let parities = SerialLineSettings.Parity.allCases.map { (name: $0.rawValue, value: $0) }
        return SerialLineSettings(
            path: path ?? "",
            baud: rate ?? baud,
            parity: table.choice("parity", among: parities) ?? .none,
            dataBits: table.integer("data_bits", in: 7...8) ?? 8,
            stopBits: table.integer("stop_bits", in: 1...2) ?? 1
        )
    }

    private func scanner(_ table: ConfigTable) -> ScannerSettings {
        ScannerSettings(
            tagPatterns: masks(table, "tag_patterns"),
            privatePatterns: masks(table, "private_patterns"),
            prefix: signal(table, "prefix") ?? [],
            suffix: signal(table, "suffix") ?? [],
            separator: signal(table, "separator") ?? [],
            acceptedSignal: signal(table, "accepted_signal") ?? [0x07],
            refusedSignal: signal(table, "refused_signal") ?? [0x07, 0x07]
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
