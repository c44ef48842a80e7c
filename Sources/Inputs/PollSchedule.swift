import LinuxIO

/// When a device is asked: at the multiples of its interval, so that devices share wake-ups and nothing drifts. One that does not
/// answer is asked ever less often.
struct PollSchedule: Sendable, Equatable {
    /// A silent device is asked at least this often, unless its interval is longer, in milliseconds.
    static let longest: UInt64 = 60_000

    /// Milliseconds.
    let interval: UInt64
    /// Polls in a row that failed.
    private(set) var failures = 0

    init(interval: Duration) { self.interval = max(1, interval.milliseconds) }

    /// Whether the last poll succeeded, or there was none.
    var isAlive: Bool { failures == 0 }

    mutating func succeeded() { failures = 0 }
    mutating func failed() { failures = min(failures + 1, 32) }

    /// The first moment after `now` that is due, on the same clock in milliseconds.
    func next(after now: UInt64) -> UInt64 {
        let most = max(1, Self.longest / interval)
        let steps = failures < 2 ? 1 : min(1 << UInt64(failures - 1), most)
        let (due, overflow) = (now / interval).addingReportingOverflow(steps)
        let (moment, tooFar) = due.multipliedReportingOverflow(by: interval)
        return overflow || tooFar ? .max : moment
    }
}
