package import FieldModel
internal import Wire

/// On which side a projection is folded.
package enum Role: Sendable, CaseIterable {
    /// Events arrive in the order of their offsets.
    case node
    /// Events arrive in any order, each once.
    case coordinator
}

/// State folded from events, row by row: pure functions that the journal and the coordinator call in their own
/// transactions. Rows belong to one node; a coordinator keeps them apart.
package enum Projections {
    /// What stands before the names of rows that exercise data touches.
    package static let exercisePrefix = "exercise/"

    /// The rows that an event touches.
    package static func names(for event: RecordedEvent, role: Role) -> [String] {
        guard let row = row(of: event.event.body, role: role) else { return [] }
        // An exercising unit stays on the real picture; its position says that it exercises.
        return [row == "fix" ? row : prefix(event.event) + row]
    }

    /// The new state of the row `name`, from its present one, decoded or stored.
    ///
    /// - Throws: `.foreign` for a row that the event does not touch; `.corrupt` for a state that no fold wrote, and for one that is
    ///   unknown, unless only the newest event counts; `.invalidEvent` for values that canonical bytes cannot hold.
    package static func folded(
        _ recorded: RecordedEvent,
        name: String,
        present state: (any FoldedState)?,
        role: Role
    ) throws(ProjectionError) -> any FoldedState {
        let stamp = Stamp(recorded.identity)
        let event = recorded.event
        switch (event.body, role) {
        case (.stockMovement(let movement), _):
            var row = try StockState(state) ?? StockState(key: movement.key)
            guard row.key == movement.key else { throw .foreign(name) }
            row.fold(movement, at: stamp, event.instant)
            return row
        case (.patientMovement(let movement), .node):
            var row = try OnboardState(state) ?? OnboardState()
            row.fold(movement, offset: stamp.offset)
            return row
        case (.patientMovement(let movement), .coordinator):
            guard let tag = movement.tag else { throw .foreign(name) }
            var row = try PatientState(state) ?? PatientState(tag: tag)
            row.fold(movement, at: stamp, event.instant)
            return row
        default:
            let present: SnapshotRow?
            do {
                present = try SnapshotRow(state)
            } catch {
                guard (state as? StoredState) == .unknown else { throw error }
                present = nil
            }
            if let present, present.stamp > stamp { return present }
            return SnapshotRow(stamp: stamp, event: event)
        }
    }

    /// The same on bytes.
    ///
    /// - Throws: as above, and `.foreign` unless `names(for:role:)` has the name.
    package static func fold(
        _ recorded: RecordedEvent,
        name: String,
        state: [UInt8]?,
        role: Role
    ) throws(ProjectionError) -> [UInt8] {
        guard names(for: recorded, role: role).contains(name) else { throw .foreign(name) }
        guard (try? PBEvent(recorded.event)) != nil else { throw .invalidEvent }
        return try folded(recorded, name: name, present: state.map { StoredState($0) }, role: role).encoded()
    }

    /// The row of one item, lot and expiry at one place.
    package static func name(of key: StockKey, isExercise: Bool = false) -> String {
        let parts = [
            String(key.item.system.rawValue), key.item.code.rawValue, key.lot?.rawValue ?? "",
            key.expiry.map { String($0.rawValue) } ?? "", key.location.gln?.rawValue ?? "",
            key.location.bin?.rawValue ?? "",
        ]
        return (isExercise ? exercisePrefix : "") + "stock/" + parts.map(escaped).joined(separator: "/")
    }

    /// The row of one patient at a coordinator.
    package static func name(ofPatient tag: Token, isExercise: Bool = false) -> String {
        (isExercise ? exercisePrefix : "") + "patient/" + tag.rawValue
    }

    static func prefix(_ event: Event) -> String { event.isExercise ? exercisePrefix : "" }

    private static func row(of body: Body, role: Role) -> String? {
        switch body {
        // On its node, the newest fix is the last event of its stream.
        case .fix: role == .coordinator ? "fix" : nil
        case .missionStatus: "mission"
        case .unitProfile: "profile"
        case .patientLoad: "load"
        case .census: "census"
        case .health: "health"
        case .alarm(let alarm): "alarm/" + alarm.kind.name
        case .stockMovement(let movement): name(of: movement.key)
        case .patientMovement(let movement):
            switch role {
            case .node: "onboard"
            case .coordinator: movement.tag.map { name(ofPatient: $0) }
            }
        case .movementRequest, .excursion, .sample, .unknown: nil
        }
    }

    /// Keeps the separator out of a part.
    private static func escaped(_ part: String) -> String {
        guard part.utf8.contains(where: { $0 == 0x2F || $0 == 0x25 }) else { return part }
        return part.reduce(into: "") { $0 += $1 == "/" ? "%2F" : $1 == "%" ? "%25" : String($1) }
    }
}

extension Alarm.Kind {
    /// As it stands in the name of the alarm's row.
    package var name: String {
        switch self {
        case .duress: "duress"
        case .massCasualty: "mass_casualty"
        case .tamper: "tamper"
        }
    }
}
