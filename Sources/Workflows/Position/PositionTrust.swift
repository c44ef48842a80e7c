internal import FieldModel

/// How well the believed place is founded, and how often belief was lost of late.
struct PositionTrust: Sendable {
    private static let mostStrikes = 4
    /// Milliseconds of steady tracking that make up for what was lost before.
    private static let forgiveAfter: UInt64 = 600_000
    private static let probation: UInt64 = 300_000

    private var first: (point: GeographicPoint, at: UInt64)?
    private(set) var streak = 0
    private(set) var strikes = 0
    /// Whether the place was seen long enough, or moved far enough, to be believed against another.
    private(set) var isConfirmed = false
    private var probationEnd: UInt64?

    mutating func believe(_ epoch: ReceiverEpoch) {
        streak = min(streak + 1, 1_000_000)
        let start = first ?? (epoch.point, epoch.arrival)
        first = start
        let passed = epoch.arrival > start.at ? epoch.arrival - start.at : 0
        if streak >= 5, passed >= 60_000 || start.point.distance(to: epoch.point) >= 50 { isConfirmed = true }
        if passed >= Self.forgiveAfter { strikes = 0 }
    }

    /// Belief is lost; `isStrike` when positions were wrong and not only missing.
    mutating func lose(isStrike: Bool) {
        first = nil
        streak = 0
        if isStrike { strikes = min(strikes + 1, Self.mostStrikes) }
    }

    /// A place that contradicts the one before it begins anew.
    mutating func restart(at now: UInt64, onProbation: Bool) {
        first = nil
        streak = 0
        isConfirmed = false
        probationEnd = onProbation ? now.addingReportingOverflow(Self.probation).partialValue : nil
    }

    func isDoubtful(at now: UInt64) -> Bool {
        if let probationEnd, now < probationEnd { return true }
        return !isConfirmed && streak < 3
    }

    /// Epochs and milliseconds that must agree before positions are believed again: doubled with every loss.
    var recovery: (epochs: Int, milliseconds: UInt64) { (3 << strikes, 2_000 << UInt64(strikes)) }
}
