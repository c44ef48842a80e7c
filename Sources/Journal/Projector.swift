package import FieldModel

/// How events become state. The journal calls these inside the transaction of the append.
package struct Projector: Sendable {
    /// Reads the present state of a projection row.
    package typealias Lookup = (String) -> (any FoldedState)?

    /// Fills in what depends on present state, before the event is sealed.
    package var complete: @Sendable (Event, Lookup) -> Event
    /// The rows that an event touches.
    package var names: @Sendable (RecordedEvent) -> [String]
    /// The new state of one row; `nil` leaves it as it is.
    package var fold: @Sendable (RecordedEvent, String, (any FoldedState)?) -> (any FoldedState)?
    /// Events that follow from this one and are written with it.
    package var followUps: @Sendable (RecordedEvent, Lookup) -> [Event]

    package init(
        complete: @escaping @Sendable (Event, Lookup) -> Event,
        names: @escaping @Sendable (RecordedEvent) -> [String],
        fold: @escaping @Sendable (RecordedEvent, String, (any FoldedState)?) -> (any FoldedState)?,
        followUps: @escaping @Sendable (RecordedEvent, Lookup) -> [Event]
    ) {
        self.complete = complete
        self.names = names
        self.fold = fold
        self.followUps = followUps
    }

    /// Keeps events and folds nothing.
    package static let none = Projector(
        complete: { event, _ in event },
        names: { _ in [] },
        fold: { _, _, _ in nil },
        followUps: { _, _ in [] }
    )
}
