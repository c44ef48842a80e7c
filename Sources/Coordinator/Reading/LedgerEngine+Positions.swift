import FieldModel
import Workflows

extension LedgerEngine {
    /// `GET /v1/positions`: the last fix of each node as GeoJSON, RFC 7946.
    func positions(at now: Int64) throws(LedgerError) -> JSONValue {
        var features: [JSONValue] = []
        for node in knownNodesInOrder where node.revoked == nil {
            guard let state = try snapshot(Fix.self, of: node.id, "fix") else { continue }
            let moment = try moment(node.id, state.stamp.epoch, state.instant)
            features.append(feature(node, state, moment, now))
        }
        return .object([("type", .string("FeatureCollection")), ("features", .array(features))])
    }

    private func feature(
        _ node: NodeRecord,
        _ state: FixState,
        _ moment: DatedMoment?,
        _ now: Int64
    ) -> JSONValue {
        let fix = state.value
        // A held position is older than the event that reports it.
        let measured = moment.map {
            DatedMoment(unixMilliseconds: $0.unixMilliseconds &- Int64(fix.age) * 1_000, quality: $0.quality)
        }
        let properties: [(String, JSONValue)] =
            [("node", .integer(node.id.rawValue)), ("call_sign", .string(node.callSign))]
            + measured.members("time", at: now)
            + [
                ("source", .string(fix.source.name)), ("integrity", .string(fix.integrity.name)),
                ("accuracy_m", .optional(fix.accuracy)),
                ("speed_mps", fix.speed.map { .decimal(Double($0) / 10, digits: 1) } ?? .null),
                ("course", .optional(fix.course.map { $0 * 2 })),
                ("jamming", .string(fix.jamming.name)), ("spoofing", .string(fix.spoofing.name)),
                ("exercise", .bool(state.isExercise)),
            ]
        let place = [fix.longitude, fix.latitude].map { JSONValue.decimal(Double($0) / 1e6, digits: 6) }
        return .object([
            ("type", .string("Feature")), ("id", .integer(node.id.rawValue)),
            ("geometry", .object([("type", .string("Point")), ("coordinates", .array(place))])),
            ("properties", .object(properties)),
        ])
    }
}
