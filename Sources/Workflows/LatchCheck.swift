package import FieldModel

/// Compares the stretchers' latches with who is said to be on board. It confirms or questions the load and never sets it.
///
/// Instants are milliseconds of the boot clock.
package struct LatchCheck: Sendable, Equatable {
    /// How long they may disagree, as they do while a patient is brought in and scanned.
    package static let patience: UInt64 = 120_000

    package private(set) var latched: UInt32?
    /// How many lie, at least and at most: of some nobody may have said how they travel.
    package private(set) var lying: ClosedRange<UInt32>?
    private var disagreeSince: UInt64?

    package init() {}

    /// Takes how many stretchers are latched and who is on board; `nil` is not known.
    package mutating func take(latched: UInt32?, load: PatientLoad?, at now: UInt64) {
        self.latched = latched
        lying = load.map(Self.lying)
        disagreeSince = agrees == false ? disagreeSince ?? now : nil
    }

    /// Whether they agree; `nil` while one of them is not known.
    package var agrees: Bool? {
        guard let latched, let lying else { return nil }
        return lying.contains(latched)
    }

    /// Whether they have disagreed for so long that somebody should look; `nil` while one of them is not known.
    package func isQuestioned(at now: UInt64) -> Bool? {
        guard agrees != nil else { return nil }
        return disagreeSince.map { now - min($0, now) >= Self.patience } ?? false
    }

    /// Litter and intensive care lie; those of whom nothing was entered may.
    private static func lying(_ load: PatientLoad) -> ClosedRange<UInt32> {
        guard let mobility = load.mobility, mobility.count == Mobility.allCases.count else {
            return 0...load.total
        }
        let sure = saturating([mobility[0], mobility[3]])
        let unsaid = load.total - min(load.total, saturating(mobility))
        return sure...saturating([sure, unsaid])
    }

    private static func saturating(_ counts: [UInt32]) -> UInt32 {
        counts.reduce(0) { sum, count in
            let (next, overflow) = sum.addingReportingOverflow(count)
            return overflow ? .max : next
        }
    }
}
