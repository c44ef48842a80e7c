/// What the person behind a scanner is told.
package enum ScanSignal: Int, Sendable, CaseIterable, Comparable {
    /// Durable.
    case accepted
    /// The same thing as before: nothing was counted twice.
    case duplicate
    /// Durable, and the item may not be used: its day is over, or it was recalled or is in quarantine.
    case expired
    /// Nothing was kept.
    case refused

    /// By how much it matters that the person notices.
    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
