package import FieldModel

/// Chooses whose epochs a unit with several receivers follows.
///
/// One receiver is followed while it speaks. Another takes over when that one is silent; when it is not believed, and the
/// other is where the unit can be; and when the other is twice as accurate ten times in a row.
package struct ReceiverChoice: Sendable {
    private static let silence: UInt64 = 3_000
    private static let victories = 10
    private static let unknownAccuracy = 15.0

    /// The receiver that is followed.
    package private(set) var current: SourceID?
    private var heard: UInt64 = 0
    private var pace: UInt64 = 1_000
    private var accuracy = unknownAccuracy
    private var challenger: (source: SourceID, victories: Int)?

    package init() {}

    /// Whether the keeper is to judge this epoch. `isBelieved` says that the keeper follows the current receiver, `agrees`
    /// that this epoch is where the unit can be.
    package mutating func admits(
        _ position: Position,
        from source: SourceID,
        at now: UInt64,
        isBelieved: Bool,
        agrees: @autoclosure () -> Bool
    ) -> Bool {
        let rank = Self.rank(position)
        guard let current, current != source else {
            follow(source, rank: rank, at: now)
            return true
        }
        let isSilent = now > heard && now - heard > max(Self.silence, pace * 5 / 2)
        if isSilent || (!isBelieved && agrees()) || wins(source, rank: rank) {
            follow(source, rank: rank, at: now)
            return true
        }
        return false
    }

    private mutating func follow(_ source: SourceID, rank: Double, at now: UInt64) {
        if current == source {
            if now > heard { pace = min(now - heard, 20_000) }
        } else {
            challenger = nil
            pace = 1_000
        }
        current = source
        accuracy = rank
        heard = max(heard, now)
    }

    private mutating func wins(_ source: SourceID, rank: Double) -> Bool {
        guard rank * 2 <= accuracy else {
            if challenger?.source == source { challenger = nil }
            return false
        }
        let before = challenger?.source == source ? challenger?.victories ?? 0 : 0
        challenger = (source, before + 1)
        return before + 1 >= Self.victories
    }

    /// Metres; what satellites did not measure ranks last.
    private static func rank(_ position: Position) -> Double {
        let accuracy = position.fix?.accuracy.map { Double($0) } ?? unknownAccuracy
        switch position.mode {
        case .autonomous, .differential, .floatRTK, .fixedRTK: return accuracy
        case .estimated, .manual, .simulated: return accuracy + 1_000
        }
    }
}
