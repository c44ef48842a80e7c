package import FieldModel

/// What a scanner's events have in common, and how long it waits.
package struct ScanSettings: Sendable {
    package var source: SourceID
    package var label: InformationLabel
    package var isExercise: Bool
    /// Where stock moves until a location label says otherwise.
    package var location: StockLocation
    package var actor: Token?
    /// How long after a tag its categories may follow.
    package var categoryWindow: Duration = .seconds(20)
    /// How long after one label of an item its other label may follow.
    package var labelWindow: Duration = .seconds(10)
    /// Silence that ends a patient action.
    package var patientSilence: Duration = .seconds(120)
    /// Silence that ends receiving or issuing; longer, because people walk between shelves.
    package var stockSilence: Duration = .seconds(600)

    package init(
        source: SourceID,
        label: InformationLabel = .limited,
        isExercise: Bool = false,
        location: StockLocation = StockLocation(),
        actor: Token? = nil
    ) {
        self.source = source
        self.label = label
        self.isExercise = isExercise
        self.location = location
        self.actor = actor
    }
}
