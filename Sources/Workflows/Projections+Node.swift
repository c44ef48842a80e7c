package import FieldModel

extension Projections {
    /// Fills in what a snapshot or a balance says about the present state, before the event is sealed. `name` is that of the
    /// row that the event touches.
    ///
    /// A row that cannot be read leaves the event as it came: unknown is not zero.
    package static func complete(
        _ event: inout Event,
        name: String?,
        lookup: (String) throws -> (any FoldedState)?
    ) rethrows {
        switch event.body {
        case .stockMovement(var movement):
            movement.balanceAfter = nil
            let state = try name.flatMap(lookup)
            if let balance = state == nil ? 0 : (try? StockState(state))?.balance {
                let (sum, overflow) = balance.addingReportingOverflow(movement.delta)
                movement.balanceAfter = overflow ? nil : sum
            }
            event.body = .stockMovement(movement)
        case .patientLoad(let load) where load.isDeclared: break
        case .patientLoad:
            if let load = try load(like: event, lookup: lookup) { event.body = .patientLoad(load) }
        case .census(var census):
            if let load = try load(like: event, lookup: lookup) { census.load = load }
            event.body = .census(census)
        default: break
        }
    }

    /// What the node says of itself after an event, complete as it is: everybody on board after a patient moved or
    /// somebody counted.
    package static func followUp(
        after recorded: RecordedEvent,
        lookup: (String) throws -> (any FoldedState)?
    ) rethrows -> Event? {
        switch recorded.event.body {
        case .patientMovement: break
        case .patientLoad(let load) where load.isDeclared: break
        default: return nil
        }
        guard let load = try load(like: recorded.event, lookup: lookup) else { return nil }
        return Event(
            instant: recorded.event.instant,
            source: .agent,
            label: recorded.event.label,
            isExercise: recorded.event.isExercise,
            body: .patientLoad(load)
        )
    }

    /// Everybody on board, of the real or the exercised as the event is; `nil` where no row tells.
    private static func load(
        like event: Event,
        lookup: (String) throws -> (any FoldedState)?
    ) rethrows -> PatientLoad? {
        let name = event.isExercise ? exercisePrefix + onboard : onboard
        guard let onboard = try? OnboardState(try lookup(name)) else { return nil }
        let own = event.isExercise ? try lookup(exercisePrefix + "profile") : nil
        let profile = try own ?? lookup("profile")
        let capacity = (try? SnapshotRow(profile)).flatMap { UnitProfile(body: $0.event.body)?.capacity }
        return onboard.load(capacity: capacity)
    }
}
