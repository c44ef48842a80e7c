/// Whether the date that a receiver tells can be true.
///
/// GPS counts weeks modulo 1,024 (IS-GPS-200, 20.3.3.3.1.1). A receiver older than its firmware foresaw comes back with
/// a date that is whole rollovers off, while its position and time of day are right.
package enum DateVerdict: Sendable, Equatable {
    case plausible
    /// True when so many times 1,024 weeks are added. Negative for a receiver that is ahead.
    case rolledOver(Int)
    /// No number of rollovers explains it.
    case impossible

    /// Days of 1,024 weeks.
    package static let rollover = 7_168
    /// Days that two right clocks may be apart: they may disagree about midnight.
    private static let tolerance = 1
    private static let mostRollovers = 3
    /// 6 January 1980, as `CalendarDay` writes it.
    private static let firstDay: UInt32 = 1980_01_06

    /// Judges by the trusted clock if there is one. Without it, by the build: a program cannot run before it was built,
    /// and within one rollover after it every date stands for itself.
    package init(_ date: CalendarDay, built: CalendarDay, trusted: CalendarDay?) {
        guard date.rawValue >= Self.firstDay else {
            self = .impossible
            return
        }
        self =
            if let trusted {
                Self.compare(trusted.daysSince2000 - date.daysSince2000)
            } else {
                Self.fit(date.daysSince2000 - built.daysSince2000)
            }
    }

    private static func compare(_ behind: Int) -> DateVerdict {
        let count = Int((Double(behind) / Double(rollover)).rounded())
        guard abs(behind - count * rollover) <= tolerance, abs(count) <= mostRollovers else {
            return .impossible
        }
        return count == 0 ? .plausible : .rolledOver(count)
    }

    private static func fit(_ afterBuild: Int) -> DateVerdict {
        if afterBuild >= rollover { return .impossible }
        if afterBuild >= -tolerance { return .plausible }
        let count = (rollover - 1 - afterBuild) / rollover
        return count <= mostRollovers ? .rolledOver(count) : .impossible
    }

}

extension CalendarDay {
    /// Days since 2000-01-01, negative before it.
    fileprivate var daysSince2000: Int {
        let year = Int(rawValue / 10_000)
        let month = Int(rawValue / 100 % 100)
        // Years that begin in March have their leap day at the end.
        let shifted = month > 2 ? year : year - 1
        let monthFromMarch = (month + 9) % 12
        let days = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400
        return days + (monthFromMarch * 153 + 2) / 5 + Int(rawValue % 100) - 730_426
    }
}
