/// What became of the last warning that the power was about to go. Milliseconds.
struct PowerFail: Sendable, Equatable {
    /// Warnings since the start.
    var count: UInt64 = 0
    /// Whether the warning stands.
    var isActive = false
    /// Boot clock, of the edge.
    var instant: UInt64 = 0
    /// From the edge until everything known was on the disk; `nil` while it is not.
    var durable: UInt64?
    /// From the edge until the log was folded into the database.
    var checkpointed: UInt64?
    /// The longest of `durable` so far.
    var slowest: UInt64 = 0
}
