/// Which readings of a probe become samples: the first, each that moved, one now and then, and each end of what is known.
struct SampleSchedule: Sendable {
    /// In thousandths of the unit.
    var change: UInt64
    /// Milliseconds.
    var period: UInt64
    private var last: (value: Int64?, instant: UInt64)?

    init(change: UInt64, period: UInt64) {
        self.change = change
        self.period = period
    }

    /// Whether a reading at a moment of this boot is to be kept; one that is unknown is kept once.
    mutating func isDue(_ value: Int64?, at instant: UInt64, isForced: Bool) -> Bool {
        guard isForced || isNews(value, at: instant) else { return false }
        last = (value, instant)
        return true
    }

    private func isNews(_ value: Int64?, at instant: UInt64) -> Bool {
        guard let last else { return true }
        guard let value, let before = last.value else { return (value == nil) != (last.value == nil) }
        let (difference, overflow) = value.subtractingReportingOverflow(before)
        if overflow || difference.magnitude >= change { return true }
        return instant >= last.instant && instant - last.instant >= period
    }
}
