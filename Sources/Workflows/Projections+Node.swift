package import FieldModel

extension Projections {
    /// Fills in what a snapshot or a balance says about the present state, before the event is sealed.
    ///
    /// A row that cannot be read leaves the event as it came: unknown is not zero.
    package static func complete(
        _ event: Event,
        lookup: (String) throws -> (any FoldedState)?
    ) rethrows -> Event {
        var event = event
        switch event.body {
        case .stockMovement(var movement):
            movement.balanceAfter = nil
            let state = try lookup(name(of: movement.key, isExercise: event.isExercise))
            let row = try? StockState(state)
            if let balance = state == nil ? 0 : row?.balance {
                let (sum, overflow) = balance.addingReportingOverflow(movement.delta)
                movement.balanceAfter = overflow ? nil : sum
            }
            event.body = .stockMovement(movement)
        case .patientLoad:
            if let load = try load(like: event, lookup: lookup) { event.body = .patientLoad(load) }
        case .census(var census):
            if let load = try load(like: event, lookup: lookup) { census.load = load }
            event.body = .census(census)
        default: break
        }
        return event
    }

    /// What the node says of itself after an event: everybody on board after a patient moved.
    package static func followUps(
        after recorded: RecordedEvent,
        lookup: (String) throws -> (any FoldedState)?
    ) rethrows -> [Event] {
        guard case .patientMovement = recorded.event.body,
            let load = try load(like: recorded.event, lookup: lookup)
        else { return [] }
        return [
            Event(
                instant: recorded.event.instant,
                source: .agent,
                label: recorded.event.label,
                isExercise: recorded.event.isExercise,
                body: .patientLoad(load)
            )
        ]
    }

    /// Everybody on board, of the real or the exercised as the event is; `nil` where no row tells.
    private static func load(
        like event: Event,
        lookup: (String) throws -> (any FoldedState)?
    ) rethrows -> PatientLoad? {
        guard let onboard = try? OnboardState(try lookup(prefix(event) + "onboard")) else { return nil }
        let profile = try lookup(prefix(event) + "profile") ?? lookup("profile")
        let capacity = (try? SnapshotRow(profile)).flatMap { UnitProfile(body: $0.event.body)?.capacity }
        return onboard.load(capacity: capacity)
    }
}
