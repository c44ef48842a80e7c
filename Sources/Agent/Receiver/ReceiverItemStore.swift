import Codecs

/// Generation 9 and later: items by key, UBX-CFG-VALSET and UBX-CFG-VALGET.
struct ReceiverItemStore: ReceiverStore {
    private static let mostItems = 8_192

    var readable: [UBXConfigMessage.Layer] { [.ram, .bbr, .flash, .factory] }

    func read(
        _ keys: [UBXConfigKey],
        from layer: UBXConfigMessage.Layer,
        over line: inout ReceiverLine
    ) async throws(ReceiverFault) -> [UBXConfigKey: UBXSetting] {
        var found: [UBXConfigKey: UBXSetting] = [:]
        // One key that the layer lacks spoils the answer for all: pieces are halved until it is alone.
        var pieces = Self.pieces(keys)
        while let piece = pieces.popLast() {
            if let settings = try await get(piece, from: layer, over: &line) {
                for setting in settings { found[setting.key] = setting }
            } else if piece.count > 1 {
                let half = piece.count / 2
                pieces += [Array(piece[half...]), Array(piece[..<half])]
            }
        }
        return found
    }

    func readAll(
        from layer: UBXConfigMessage.Layer,
        over line: inout ReceiverLine
    ) async throws(ReceiverFault) -> [UBXSetting] {
        var all: [UBXSetting] = []
        while all.count < Self.mostItems {
            let next = try await get([.all], from: layer, skipping: all.count, over: &line) ?? []
            all += next
            if next.count < UBXConfigMessage.mostItems { break }
        }
        return all
    }

    /// The items of one answer; `nil` for a NAK.
    private func get(
        _ keys: [UBXConfigKey],
        from layer: UBXConfigMessage.Layer,
        skipping count: Int = 0,
        over line: inout ReceiverLine
    ) async throws(ReceiverFault) -> [UBXSetting]? {
        let position = UInt16(clamping: count)
        let question = UBXConfigMessage.get(keys, from: layer, skipping: position)
        let reply = try await line.ask(.cfgGet, question) { message, payload in
            guard message == .cfgGet, let answer = try? UBXConfigMessage.Answer(payload.span) else {
                return false
            }
            return answer.layer == layer && answer.position == position
        }
        switch reply {
        case .answer(let payload): return (try? UBXConfigMessage.Answer(payload.span))?.settings
        case .refused: return nil
        case .accepted, .silence: throw .silent("UBX-CFG-VALGET")
        }
    }

    func write(
        _ entries: [ReceiverPlan.Entry],
        to layer: UBXConfigMessage.Layer,
        over line: inout ReceiverLine
    ) async throws(ReceiverFault) {
        let pieces = Self.pieces(entries)
        for (index, piece) in pieces.enumerated() {
            let step: UBXConfigMessage.Step =
                pieces.count == 1
                ? .single : index == 0 ? .first : index == pieces.count - 1 ? .last : .next
            let command = UBXConfigMessage.set(piece.map(\.setting), in: layer, step: step)
            // A part of a change must not be sent twice: the receiver would take it for another part.
            switch try await line.ask(.cfgSet, command, attempts: step == .single ? 3 : 1) {
            case .accepted: continue
            case .refused: throw .refused(piece.map(\.name))
            case .answer, .silence:
                throw .silent("UBX-CFG-VALSET (\(layer.name)); nothing says that it was taken")
            }
        }
    }

    func writeRate(_ entry: ReceiverPlan.Entry, over line: inout ReceiverLine) async throws(ReceiverFault) {
        let command = UBXConfigMessage.set([entry.setting], in: .ram)
        if try await line.ask(.cfgSet, command, attempts: 1) == .refused { throw .refused([entry.name]) }
    }

    private static func pieces<T>(_ all: [T]) -> [[T]] {
        stride(from: 0, to: all.count, by: UBXConfigMessage.mostItems).map {
            Array(all[$0..<min(all.count, $0 + UBXConfigMessage.mostItems)])
        }
    }
}
