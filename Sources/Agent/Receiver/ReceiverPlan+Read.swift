package import Codecs
package import ConfigFiles

extension ReceiverPlan {
    /// The most bytes that a file may have.
    private static let maximumBytes = 128 * 1_024

    /// Reads and checks a receiver's file.
    ///
    /// - Throws: every fault of the file, all of them at once.
    package static func load(path: String) throws(ConfigFaults) -> ReceiverPlan {
        let file = ConfigFile(path: path)
        let log = FaultLog(folder: file.folder)
        var plan = ReceiverPlan()
        do throws(ConfigFault) {
            plan = PlanReader(root: try ConfigTable(document: file.document(limit: maximumBytes), log: log))
                .plan()
        } catch {
            log.faults.append(error)
        }
        guard log.faults.isEmpty else { throw ConfigFaults(file: path, faults: log.faults) }
        return plan
    }
}

/// The schema of a receiver's file.
private struct PlanReader {
    let root: ConfigTable

    func plan() -> ReceiverPlan {
        var plan = ReceiverPlan()
        for name in ["rate", "navigation", "interference", "signals", "dead_reckoning"] {
            if let table = root.table(name) { read(table, as: name, into: &plan) }
        }
        for group in ["port", "messages"] {
            guard let outer = root.table(group) else { continue }
            for port in UBXPort.allCases {
                if let table = outer.table(port.key) { read(table, as: "\(group).\(port.key)", into: &plan) }
            }
            outer.finish()
        }
        if let table = root.table("values") { readValues(table, into: &plan) }
        if let table = root.table("receiver") { readReceiver(table, into: &plan) }
        root.finish()
        if plan.entries.isEmpty { root.fault("", "sets nothing") }
        return plan
    }

    private func read(_ table: ConfigTable, as name: String, into plan: inout ReceiverPlan) {
        for field in ReceiverField.fields(of: name) {
            guard let setting = setting(field, in: table) else { continue }
            plan.entries.append(ReceiverPlan.Entry(name: field.name, setting: setting))
        }
        table.finish()
    }

    private func setting(_ field: ReceiverField, in table: ConfigTable) -> UBXSetting? {
        let key = field.item.key
        switch field.form {
        case .flag:
            guard let value = table.scalar(field.key) else { return nil }
            guard case .boolean(let isOn) = value else {
                table.fault(field.key, "expected true or false, not \(value.name)")
                return nil
            }
            return UBXSetting(key: key, bits: isOn ? 1 : 0)
        case .number(let range):
            guard let number = table.integer(field.key, in: range) else { return nil }
            return field.item.kind == .signed
                ? UBXSetting(key: key, signed: Int64(number))
                : UBXSetting(key: key, bits: UInt64(max(0, number)))
        case .choice(let choices) where field.key == "baud":
            guard let rate = table.integer(field.key, in: 1...4_000_000) else { return nil }
            guard choices.contains(where: { $0.value == UInt64(rate) }) else {
                let rates = choices.map(\.name).joined(separator: ", ")
                table.fault(field.key, "\(rate) is no baud rate that is used here; expected one of \(rates)")
                return nil
            }
            return UBXSetting(key: key, bits: UInt64(rate))
        case .choice(let choices):
            return table.choice(field.key, among: choices).flatMap { UBXSetting(key: key, bits: $0) }
        }
    }

    /// Items by u-blox's own name, or by key where the name is not known here.
    private func readValues(_ table: ConfigTable, into plan: inout ReceiverPlan) {
        for name in table.keys {
            guard let value = table.scalar(name) else { continue }
            let item = UBXConfigItem.named(name)
            guard let key = item?.key ?? UBXConfigKey(description: name) else {
                let hint = Spelling.hint(for: name, among: UBXConfigItem.all.lazy.map(\.name))
                table.fault(
                    name,
                    "no item is known by this name" + hint + "; a key such as \"0x20110021\" can stand here"
                )
                continue
            }
            guard key.byteCount != nil else {
                table.fault(name, "\(key) is no key: its size, bits 28 to 30, must be 1 to 5")
                continue
            }
            guard let setting = Self.setting(key, item?.kind, value) else {
                table.fault(name, "\(Self.expected(key, item?.kind)), not \(Self.shown(value))")
                continue
            }
            if let earlier = plan.entries.first(where: { $0.setting.key == key }) {
                table.fault(name, "is what \(earlier.name) sets already")
            }
            plan.entries.append(ReceiverPlan.Entry(name: "values.\(name)", setting: setting))
        }
    }

    private static func setting(
        _ key: UBXConfigKey,
        _ kind: UBXConfigItem.Kind?,
        _ value: ConfigNode.Value
    ) -> UBXSetting? {
        switch value {
        case .boolean(let isOn): return key.isBit ? UBXSetting(key: key, bits: isOn ? 1 : 0) : nil
        case .number(let number): return kind == .real ? UBXSetting(key: key, real: number) : nil
        case .integer(let number) where kind == .real: return UBXSetting(key: key, real: Double(number))
        case .integer(let number):
            if key.isBit { return nil }
            let isSigned = kind == .signed || kind == nil && number < 0
            return isSigned
                ? UBXSetting(key: key, signed: Int64(number))
                : UInt64(exactly: number).flatMap { UBXSetting(key: key, bits: $0) }
        case .string(let text) where text.hasPrefix("0x") && !text.dropFirst(2).hasPrefix("+"):
            return UInt64(text.dropFirst(2), radix: 16).flatMap { UBXSetting(key: key, bits: $0) }
        default: return nil
        }
    }

    private static func expected(_ key: UBXConfigKey, _ kind: UBXConfigItem.Kind?) -> String {
        if key.isBit { return "expected true or false" }
        let bytes = "\(key.byteCount ?? 0) byte\(key.byteCount == 1 ? "" : "s")"
        return switch kind {
        case .real: "expected a number"
        case .signed: "expected an integer with sign of \(bytes)"
        default: "expected an integer of \(bytes), or its bytes such as \"0x1f\""
        }
    }

    private static func shown(_ value: ConfigNode.Value) -> String {
        if case .integer(let number) = value { "\(number)" } else { value.name }
    }

    private func readReceiver(_ table: ConfigTable, into plan: inout ReceiverPlan) {
        _ = table.string("for", limit: 200)
        if case .array(let nodes)? = table.scalar("generations") {
            plan.generations = nodes.compactMap { node in
                guard case .integer(let number) = node.value else { return nil }
                return UInt8(exactly: number).flatMap(UBXReceiver.Generation.init(rawValue:))
                    .flatMap { $0 >= .eight ? $0 : nil }
            }
            if plan.generations.count != nodes.count || nodes.isEmpty {
                table.fault("generations", "expected an array of 8, 9, 10 or 20")
            }
        } else if table.has("generations") {
            table.fault("generations", "expected an array of 8, 9, 10 or 20")
        }
        if let names = table.strings("layers", atMost: 3, expected: "\"ram\", \"bbr\" and \"flash\"") {
            plan.layers = names.compactMap(UBXConfigMessage.Layer.init(writable:))
            if plan.layers.count != names.count || names.isEmpty {
                table.fault("layers", "expected an array of \"ram\", \"bbr\" and \"flash\"")
            }
        }
        for name in table.strings("may_lack", atMost: 64, expected: "names of this file") ?? [] {
            guard let entry = plan.entries.first(where: { $0.name == name }) else {
                let hint = Spelling.hint(for: name, among: plan.entries.map(\.name))
                table.fault("may_lack", "nothing here is called '\(name.prefix(60))'" + hint)
                continue
            }
            plan.mayLack.insert(entry.setting.key)
        }
        table.finish()
    }
}

extension UBXConfigMessage.Layer {
    package var name: String {
        switch self {
        case .ram: "ram"
        case .bbr: "bbr"
        case .flash: "flash"
        case .factory: "default"
        }
    }

    /// A layer that can be written.
    package init?(writable name: String) {
        switch name {
        case "ram": self = .ram
        case "bbr": self = .bbr
        case "flash": self = .flash
        default: return nil
        }
    }
}
