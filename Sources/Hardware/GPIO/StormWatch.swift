/// Notices a line whose edges do not end, and says for how long it is to be left alone.
///
/// Instants are nanoseconds.
package struct StormWatch: Sendable {
    /// Queues that were full at each look for so long are a storm: some hundred edges a second and more.
    static let wildTime: UInt64 = 1_000_000_000
    /// Edges at each look for so long are one as well: a floating input that hums.
    static let restlessTime: UInt64 = 10_000_000_000
    static let shortestPause: UInt64 = 5_000_000_000
    static let longestPause: UInt64 = 80_000_000_000
    /// After so long without a storm the next one begins with the shortest pause.
    static let forgiveness: UInt64 = 120_000_000_000

    /// Storms so far.
    package private(set) var count: UInt64 = 0
    private var wildSince: UInt64?
    private var restlessSince: UInt64?
    private var pause = shortestPause
    private var ended: UInt64 = 0

    package init() {}

    /// Takes what a look at the line brought; returns until when it is to be left alone, `nil` while it behaves.
    package mutating func take(edges: Int, isFull: Bool, at now: UInt64) -> UInt64? {
        wildSince = isFull ? wildSince ?? now : nil
        restlessSince = edges > 0 || isFull ? restlessSince ?? now : nil
        let isWild = wildSince.map { now - min($0, now) >= Self.wildTime } ?? false
        let isRestless = restlessSince.map { now - min($0, now) >= Self.restlessTime } ?? false
        guard isWild || isRestless else { return nil }
        count &+= 1
        if now - min(ended, now) >= Self.forgiveness { pause = Self.shortestPause }
        let (end, overflow) = now.addingReportingOverflow(pause)
        ended = overflow ? .max : end
        pause = min(pause * 2, Self.longestPause)
        calm()
        return ended
    }

    /// The line is watched anew.
    package mutating func calm() { (wildSince, restlessSince) = (nil, nil) }
}
