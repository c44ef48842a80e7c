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
    /// The row of everybody on board of its own node.
    package static let onboard = "onboard"
    static let stockPrefix = "stock/"

    /// The rows that an event touches.
    package static func names(for event: RecordedEvent, role: Role) -> [String] {
        name(for: event.event, role: role).map { [$0] } ?? []
    }

    /// The one row that an event touches; `nil` for an event that no state is folded from.
    package static func name(for event: Event, role: Role) -> String? {
        switch event.body {
        case .stockMovement(let movement): name(of: movement.key, isExercise: event.isExercise)
        // An exercising unit stays on the real picture; its position says that it exercises. On its node, the newest
        // fix is the last event of its stream.
        case .fix: role == .coordinator ? "fix" : nil
        default:
            row(of: event.body, role: role).map { event.isExercise ? exercisePrefix + $0 : $0 }
        }
    }

    /// Folds an event into the row `name`, in place while nobody else holds its state, which is decoded or stored.
    ///
    /// - Throws: `.foreign` for a row that the event does not touch; `.corrupt` for a state that no fold wrote, and for one that is
    ///   unknown, unless only the newest event counts or it is declared. The state is then as it was.
    package static func fold(
        _ recorded: RecordedEvent,
        name: String,
        into state: inout (any FoldedState)?,
        role: Role
    ) throws(ProjectionError) {
        let event = recorded.event
        let stamp = Stamp(recorded.identity)
        switch (event.body, role) {
        case (.stockMovement(let movement), _):
            var row = try StockState(state) ?? StockState(key: movement.key)
            guard row.key == movement.key else { throw .foreign(name) }
            state = nil
            row.fold(movement, at: stamp, event.instant)
            state = row
        case (.patientMovement(let movement), .node):
            var row = try OnboardState(state) ?? OnboardState()
            state = nil
            row.fold(movement, offset: stamp.offset)
            state = row
        case (.patientMovement(let movement), .coordinator):
            guard let tag = movement.tag else { throw .foreign(name) }
            var row = try PatientState(state) ?? PatientState(tag: tag)
            row.fold(movement, at: stamp, event.instant)
            state = row
        case (.patientLoad(let load), .node) where load.isDeclared:
            state = OnboardState(declared: load, offset: stamp.offset)
        default:
            let present: SnapshotRow?
            do {
                present = try SnapshotRow(state)
            } catch {
                guard (state as? StoredState) == .unknown else { throw error }
                present = nil
            }
            if let present, present.stamp > stamp { return }
            state = SnapshotRow(stamp: stamp, event: event)
        }
    }

    /// The state of a node's row behind its bytes; as it is where no fold wrote them.
    package static func decoded(_ stored: StoredState, name: String) -> any FoldedState {
        let row = name.hasPrefix(exercisePrefix) ? name.dropFirst(exercisePrefix.count) : name[...]
        do {
            if row.hasPrefix(stockPrefix) { return try StockState(decoding: stored.bytes) }
            if row == onboard { return try OnboardState(decoding: stored.bytes) }
            return try SnapshotRow(decoding: stored.bytes)
        } catch {
            return stored
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
        var folded: (any FoldedState)? = state.map { StoredState($0) }
        try fold(recorded, name: name, into: &folded, role: role)
        return folded?.encoded() ?? []
    }

    /// The row of one item, lot and expiry at one place.
    package static func name(of key: StockKey, isExercise: Bool = false) -> String {
        var name = isExercise ? exercisePrefix + stockPrefix : stockPrefix
        name.reserveCapacity(96)
        name += String(key.item.system.rawValue)
        add(key.item.code, to: &name)
        add(key.lot, to: &name)
        name += "/"
        if let expiry = key.expiry { name += String(expiry.rawValue) }
        add(key.location.gln, to: &name)
        add(key.location.bin, to: &name)
        return name
    }

    /// The row of one patient at a coordinator.
    package static func name(ofPatient tag: Token, isExercise: Bool = false) -> String {
        (isExercise ? exercisePrefix : "") + "patient/" + tag.rawValue
    }

    private static func row(of body: Body, role: Role) -> String? {
        switch body {
        case .missionStatus: "mission"
        case .unitProfile: "profile"
        case .patientLoad(let load): load.isDeclared && role == .node ? onboard : "load"
        case .census: "census"
        case .health: "health"
        case .alarm(let alarm): "alarm/" + alarm.kind.name
        case .patientMovement(let movement):
            switch role {
            case .node: onboard
            case .coordinator: movement.tag.map { name(ofPatient: $0) }
            }
        case .stockMovement, .fix, .movementRequest, .excursion, .sample, .unknown: nil
        }
    }

    /// Adds a part of a name behind a separator, and keeps the separator out of it.
    private static func add(_ part: Token?, to name: inout String) {
        name += "/"
        guard let part = part?.rawValue else { return }
        guard part.utf8.contains(where: { $0 == 0x2F || $0 == 0x25 }) else {
            name += part
            return
        }
        for character in part {
            name += character == "/" ? "%2F" : character == "%" ? "%25" : String(character)
        }
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
