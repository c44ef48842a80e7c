import ConfigFiles
import FieldModel

extension ConfigReader {
    /// The `[[link]]` tables.
    func links() -> [LinkSettings] {
        let tables = root.tables("link", atMost: 16)
        let links = tables.map(link)
        ConfigTable.noteRepeated("name", in: tables)
        return links.compactMap(\.self)
    }

    private func link(_ table: ConfigTable) -> LinkSettings? {
        defer { table.finish() }
        let name = table.name("name")
        _ = table.choice("type", among: [(name: "https", value: ())], required: true)
        let address = address(table)
        let interface = interface(table)
        let authorityFile = table.file("ca_file")
        let client = client(table)
        let proxy = proxy(table)
        let bitRate = table.integer("bit_rate", in: 100...10_000_000_000) ?? 1_000_000
        let cost = table.integer("cost", in: 0...1000) ?? 1
        let streams = streams(table)
        let stallTimeout = table.seconds("stall_timeout", in: 1...3600, default: .seconds(30))
        let reportInterval = table.seconds("report_interval", in: 1...3600, default: .seconds(10))
        guard let name, let address else { return nil }
        return LinkSettings(
            name: name.rawValue,
            address: address,
            interface: interface,
            authorityFile: authorityFile,
            client: client,
            proxy: proxy,
            bitRate: bitRate,
            cost: cost,
            streams: streams,
            stallTimeout: stallTimeout,
            reportInterval: reportInterval
        )
    }

    private func address(_ table: ConfigTable) -> WebAddress? {
        let expected = "an address such as https://cell.example.se"
        guard let text = table.anyString("url", required: true, expected: expected) else { return nil }
        guard let address = WebAddress(text), address.scheme.hasPrefix("http") else {
            table.fault("url", "expected \(expected), without user, query or fragment")
            return nil
        }
        if address.scheme == "http", !address.isLoopback {
            table.fault(
                "url",
                "plain http goes only to this machine (127.0.0.0/8, ::1, localhost); "
                    + "expected https://\(address.host)…"
            )
        }
        return address
    }

    /// The name of a network interface, at most 15 bytes (IFNAMSIZ, with its end).
    private func interface(_ table: ConfigTable) -> String? {
        let expected = "the name of a network interface"
        guard let name = table.string("interface", limit: 15, expected: expected) else { return nil }
        if Token(rawValue: name) == nil || name.contains("/") || [".", ".."].contains(name) {
            table.fault("interface", "expected \(expected), such as wwan0")
        }
        return name
    }

    private func client(_ table: ConfigTable) -> LinkSettings.ClientIdentity? {
        let certificate = table.file("client_certificate")
        let key = table.file("client_key")
        switch (certificate, key) {
        case (let certificate?, let key?):
            return LinkSettings.ClientIdentity(certificateFile: certificate, keyFile: key)
        case (nil, nil): break
        case (_, nil) where !table.has("client_key"):
            table.fault("client_key", "missing; client_certificate needs its key")
        case (nil, _) where !table.has("client_certificate"):
            table.fault("client_certificate", "missing; client_key needs its certificate")
        default: break
        }
        return nil
    }

    private func proxy(_ table: ConfigTable) -> WebAddress? {
        let expected = "a proxy such as http://proxy.example.se:3128"
        guard let text = table.anyString("proxy", expected: expected) else { return nil }
        let address = WebAddress(text)
        if address == nil || address?.path.isEmpty == false {
            table.fault("proxy", "expected \(expected) or socks5h://…, without user and path")
        }
        return address
    }

    private func streams(_ table: ConfigTable) -> Set<FieldModel.Stream> {
        let all = FieldModel.Stream.allCases.map(\.name)
        let names = table.strings("streams", atMost: all.count, expected: "stream names")
        guard let names else { return Set(FieldModel.Stream.allCases) }
        for name in names where !all.contains(name) {
            let hint = Spelling.hint(for: name, among: all)
            table.fault(
                "streams",
                "'\(name.prefix(40))' is no stream; they are \(all.joined(separator: ", "))\(hint)"
            )
        }
        if names.isEmpty { table.fault("streams", "empty; a link that carries nothing is better left out") }
        return Set(names.compactMap(FieldModel.Stream.init(name:)))
    }
}
