/// Which kinds of sentence a receiver sends for an epoch, learned from the last eight.
///
/// A kind belongs to an epoch when at least three quarters of them had it: one lost sentence changes nothing, a kind
/// that comes every fifth second is not waited for, and one that was switched off is forgotten after three epochs.
/// Kinds that would add nothing to those that are waited for anyway are not waited for.
struct SentenceHabit: Sendable {
    private static let depth = 8
    /// A byte for each of the eight lowest kinds of a set (GSA, GBS and headings are never waited for), a bit for each epoch, the newest lowest.
    private var history: UInt64 = 0
    private var epochs = 0
    private var expected: NMEAKindSet = []

    /// Whether nothing more is to be expected. Never before the first epoch has been learned.
    func isComplete(_ seen: NMEAKindSet) -> Bool { epochs > 0 && seen.isSuperset(of: expected) }

    mutating func learn(_ seen: NMEAKindSet) {
        epochs = min(epochs + 1, Self.depth)
        history = history << 1 & 0xFEFE_FEFE_FEFE_FEFE
        var found: NMEAKindSet = []
        for lane in 0..<8 {
            let kind = NMEAKindSet(rawValue: 1 << UInt16(lane))
            if seen.contains(kind) { history |= 1 << UInt64(lane * 8) }
            let count = UInt8(truncatingIfNeeded: history >> UInt64(lane * 8)).nonzeroBitCount
            if count * 4 >= epochs * 3 { found.insert(kind) }
        }
        if !found.isDisjoint(with: .place) { found.remove(.init(.gll)) }
        if !found.isDisjoint(with: .motion) { found.remove(.init(.vtg)) }
        if !found.isDisjoint(with: .date) { found.remove(.init(.zda)) }
        expected = found
    }
}
