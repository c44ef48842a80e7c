import Codecs

/// Generation 8: bits of CFG messages, which are asked for, changed and sent back whole; CFG-CFG saves everything.
struct ReceiverMessageStore: ReceiverStore {
    /// What is saved cannot be seen.
    var readable: [UBXConfigMessage.Layer] { [.ram] }

    func read(
        _ keys: [UBXConfigKey],
        from layer: UBXConfigMessage.Layer,
        over line: inout ReceiverLine
    ) async throws(ReceiverFault) -> [UBXConfigKey: UBXSetting] {
        var payloads: [UBXLegacyField.Request: [UInt8]] = [:]
        var found: [UBXConfigKey: UBXSetting] = [:]
        for field in keys.compactMap(UBXLegacyField.field) {
            if payloads[field.request] == nil {
                payloads[field.request] = try await get(field.request, over: &line) ?? []
            }
            found[field.key] = payloads[field.request].flatMap(field.value)
        }
        return found
    }

    func readAll(
        from layer: UBXConfigMessage.Layer,
        over line: inout ReceiverLine
    ) async throws(ReceiverFault) -> [UBXSetting] {
        Array(try await read(UBXLegacyField.all.map(\.key), from: layer, over: &line).values)
    }

    /// The payload of an answer; `nil` for a NAK.
    private func get(
        _ request: UBXLegacyField.Request,
        over line: inout ReceiverLine
    ) async throws(ReceiverFault) -> [UInt8]? {
        let reply = try await line.ask(request.message, request.payload) { request.isAnswered(by: $0, $1) }
        switch reply {
        case .answer(let payload): return payload
        case .refused: return nil
        case .accepted, .silence: throw .silent("UBX message \(request.message)")
        }
    }

    func write(
        _ entries: [ReceiverPlan.Entry],
        to layer: UBXConfigMessage.Layer,
        over line: inout ReceiverLine
    ) async throws(ReceiverFault) {
        guard layer == .ram else {
            switch try await line.ask(.cfgSave, UBXLegacyField.save(to: layer)) {
            case .accepted: return
            case .refused: throw .refused(["saving to \(layer.name)"])
            case .answer, .silence: throw .silent("UBX-CFG-CFG (\(layer.name))")
            }
        }
        var groups: [UBXLegacyField.Request: [ReceiverPlan.Entry]] = [:]
        var order: [UBXLegacyField.Request] = []
        for entry in entries {
            guard let field = UBXLegacyField.field(entry.setting.key) else { throw .unknown([entry.name]) }
            if groups[field.request] == nil { order.append(field.request) }
            groups[field.request, default: []].append(entry)
        }
        for request in order {
            let group = groups[request] ?? []
            switch try await put(group, request, attempts: 3, over: &line) {
            case .accepted: continue
            case .refused: throw .refused(group.map(\.name))
            case .answer, .silence:
                throw .silent(
                    "UBX message \(request.message) with \(group.map(\.name).joined(separator: ", "))"
                )
            }
        }
    }

    func writeRate(_ entry: ReceiverPlan.Entry, over line: inout ReceiverLine) async throws(ReceiverFault) {
        guard let field = UBXLegacyField.field(entry.setting.key) else { throw .unknown([entry.name]) }
        if try await put([entry], field.request, attempts: 1, over: &line) == .refused {
            throw .refused([entry.name])
        }
    }

    private func put(
        _ group: [ReceiverPlan.Entry],
        _ request: UBXLegacyField.Request,
        attempts: Int,
        over line: inout ReceiverLine
    ) async throws(ReceiverFault) -> ReceiverLine.Reply {
        guard var payload = try await get(request, over: &line) else { throw .unknown(group.map(\.name)) }
        for entry in group {
            guard let field = UBXLegacyField.field(entry.setting.key),
                field.put(entry.setting, into: &payload)
            else {
                throw .refused([entry.name])
            }
        }
        return try await line.ask(request.message, request.command(payload), attempts: attempts)
    }
}
