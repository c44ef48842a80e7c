package import FieldModel

/// When a fix is reported: live and dead-reckoned ones at the interval, held ones seldom, changes at once.
package struct FixSchedule: Sendable {
    /// Milliseconds between reports of a unit whose place nobody knows to be the same.
    private static let unseenInterval: UInt64 = 10_000
    /// Milliseconds between reports of a held place of a parked unit.
    private static let parkedInterval: UInt64 = 300_000
    private static let changeInterval: UInt64 = 1_000

    /// Milliseconds between two live fixes.
    package var interval: UInt64
    private var last: (at: UInt64, source: Fix.Source, integrity: Fix.Integrity)?

    package init(interval: UInt64) { self.interval = interval }

    /// Whether to report this fix now; when so, it counts as reported.
    package mutating func isDue(_ fix: Fix, isParked: Bool, at now: UInt64) -> Bool {
        if let last {
            let isChanged = last.source != fix.source || last.integrity != fix.integrity
            let pause = pause(fix, isParked: isParked)
            let needed = isChanged ? min(pause, max(interval, Self.changeInterval)) : pause
            let (due, overflow) = last.at.addingReportingOverflow(needed - Self.jitter(of: needed))
            guard !overflow, now >= due else { return false }
        }
        last = (now, fix.source, fix.integrity)
        return true
    }

    private func pause(_ fix: Fix, isParked: Bool) -> UInt64 {
        switch fix.source {
        case .gnss, .deadReckoned: interval
        case .held, .manual:
            isParked ? max(interval, Self.parkedInterval) : max(interval, Self.unseenInterval)
        }
    }

    /// How much too early an epoch may come: a tenth of the interval, at most 500. In milliseconds.
    private static func jitter(of interval: UInt64) -> UInt64 { min(interval / 10, 500) }
}
