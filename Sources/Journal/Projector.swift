package import FieldModel

/// How events become state. The journal calls these inside the transaction of the append.
package struct Projector: Sendable {
    /// Reads the present state of a projection row.
    package typealias Lookup = (String) -> (any FoldedState)?

    /// The row that an event touches; `nil` where it touches none.
    var name: @Sendable (Event) -> String?
    /// Fills in what depends on present state, before the event is sealed. Gets the name of the row that it touches.
    var complete: @Sendable (inout Event, String?, Lookup) -> Void
    /// Folds an event into its row. Returns false for a state that it leaves as it is.
    var fold: @Sendable (RecordedEvent, String, inout (any FoldedState)?) -> Bool
    /// What the bytes of a row hold; the bytes themselves where they cannot be read.
    var decode: @Sendable (StoredState, String) -> any FoldedState
    /// The event that follows from this one and is written with it, complete as it is.
    var followUp: @Sendable (RecordedEvent, Lookup) -> Event?
    /// The stream from whose events alone a row is folded; `nil` for a row that any newer event makes whole again.
    var stream: @Sendable (String) -> FieldModel.Stream?
    /// Rows of which a person must hear when they are unknown.
    var watched: [String]

    package init(
        name: @escaping @Sendable (Event) -> String?,
        complete: @escaping @Sendable (inout Event, String?, Lookup) -> Void,
        fold: @escaping @Sendable (RecordedEvent, String, inout (any FoldedState)?) -> Bool,
        decode: @escaping @Sendable (StoredState, String) -> any FoldedState,
        followUp: @escaping @Sendable (RecordedEvent, Lookup) -> Event?,
        stream: @escaping @Sendable (String) -> FieldModel.Stream? = { _ in nil },
        watched: [String] = []
    ) {
        self.name = name
        self.complete = complete
        self.fold = fold
        self.decode = decode
        self.followUp = followUp
        self.stream = stream
        self.watched = watched
    }

    /// Keeps events and folds nothing.
    package static let none = Projector(
        name: { _ in nil },
        complete: { _, _, _ in },
        fold: { _, _, _ in false },
        decode: { state, _ in state },
        followUp: { _, _ in nil }
    )
}
