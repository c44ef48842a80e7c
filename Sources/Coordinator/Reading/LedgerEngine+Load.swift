import FieldModel
import Workflows

extension LedgerEngine {
    /// `GET /v1/load`: who is on board of each unit, exercises apart. What nobody entered is `null`.
    func load(at now: Int64) throws(LedgerError) -> JSONValue {
        var units: [JSONValue] = []
        var exercises: [JSONValue] = []
        for node in knownNodesInOrder where node.revoked == nil {
            let profile = try snapshot(UnitProfile.self, of: node.id, "profile")?.value
            if let entry = try load(node, profile, "", now) { units.append(entry) }
            if let entry = try load(node, profile, Projections.exercisePrefix, now) {
                exercises.append(entry)
            }
        }
        return .object([("units", .array(units)), ("exercise", .array(exercises))])
    }

    private func load(
        _ node: NodeRecord,
        _ profile: UnitProfile?,
        _ prefix: String,
        _ now: Int64
    ) throws(LedgerError) -> JSONValue? {
        let census = try snapshot(Census.self, of: node.id, prefix + "census")
        let load = try snapshot(PatientLoad.self, of: node.id, prefix + "load")
        let (value, stamp, instant) =
            if let census, load.map({ $0.stamp < census.stamp }) ?? true {
                (Optional(census.value.load), Optional(census.stamp), Optional(census.instant))
            } else {
                (load?.value, load?.stamp, load?.instant)
            }
        let carriesPatients = prefix.isEmpty && profile.map { $0.kind != .warehouse } ?? false
        guard value != nil || carriesPatients else { return nil }
        var asOf: DatedMoment?
        if let stamp, let instant { asOf = try moment(node.id, stamp.epoch, instant) }
        return .object(
            [
                ("node", .integer(node.id.rawValue)), ("call_sign", .string(node.callSign)),
                ("total", .optional(value?.total)),
                ("triage", .axis(value?.triage, Triage.allCases.map(\.name))),
                ("mobility", .axis(value?.mobility, Mobility.allCases.map(\.name))),
                ("evacuation", .axis(value?.evacuation, EvacuationPriority.allCases.map(\.name))),
                ("awaiting", .axis(census?.value.awaiting, EvacuationPriority.allCases.map(\.name))),
                ("partial", .optional(value?.isPartial)),
                ("over_capacity", .optional(value?.isOverCapacity)),
                ("capacity", (census?.value.staffed ?? profile?.capacity)?.json ?? .null),
            ] + asOf.members("as_of", at: now)
        )
    }
}
