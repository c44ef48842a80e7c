import FieldModel
import Workflows

extension LedgerEngine {
    /// `GET /v1/stock`: each item, lot and expiry at each place, exercises apart.
    func stock(at now: Int64) throws(LedgerError) -> JSONValue {
        var lines: [JSONValue] = []
        var exercises: [JSONValue] = []
        for node in knownNodesInOrder {
            for state in try projections(node.id, prefix: "stock/") {
                if let line = try stockLine(node, state, now) { lines.append(line) }
            }
            for state in try projections(node.id, prefix: Projections.exercisePrefix + "stock/") {
                if let line = try stockLine(node, state, now) { exercises.append(line) }
            }
        }
        return .object([("stock", .array(lines)), ("exercise", .array(exercises))])
    }

    private func stockLine(
        _ node: NodeRecord,
        _ bytes: [UInt8],
        _ now: Int64
    ) throws(LedgerError) -> JSONValue? {
        guard let state = try? StockState(decoding: bytes) else { return nil }
        var last: DatedMoment?
        if let stamp = state.last?.stamp { last = try moment(node.id, stamp.epoch, state.instant) }
        let isExtended = state.extensionReference != nil
        return .object(
            [
                ("node", .integer(node.id.rawValue)), ("call_sign", .string(node.callSign)),
                (
                    "item",
                    .object([
                        ("system", .string(state.key.item.system.name)),
                        ("code", .string(state.key.item.code.rawValue)),
                    ])
                ),
                ("lot", .optional(state.key.lot?.rawValue)),
                ("expiry", .optional(state.key.expiry?.description)),
                (
                    "location",
                    .object([
                        ("gln", .optional(state.key.location.gln?.rawValue)),
                        ("bin", .optional(state.key.location.bin?.rawValue)),
                    ])
                ),
                ("balance", .integer(state.balance)), ("movements", .integer(state.movements)),
                ("status", .string(Self.status(state, isExtended: isExtended, now))),
                ("expiry_extended", .bool(isExtended)),
                ("extension_reference", .optional(state.extensionReference?.value?.rawValue)),
            ] + last.members("last_movement", at: now)
        )
    }

    /// A lot may be used through its expiry day, in UTC.
    private static func status(_ state: StockState, isExtended: Bool, _ now: Int64) -> String {
        switch state.status?.value {
        case .recall: "recalled"
        case .quarantine: "quarantine"
        default:
            if let expiry = state.key.expiry, !isExtended, expiry.description < UTCTime(now).text.prefix(10) {
                "expired"
            } else {
                "available"
            }
        }
    }
}
