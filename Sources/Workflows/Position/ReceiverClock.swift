internal import FieldModel

/// A receiver's date and time beside the machine's clocks. Its time dates nothing; a wrong one makes its positions suspect.
struct ReceiverClock: Sendable {
    /// Milliseconds that delivery may scatter.
    private static let scatter: Int64 = 3_000
    private static let tolerance: Int64 = 10_000
    /// How long a doubt stays after the last reason for it, in milliseconds of the boot clock.
    private static let memory: UInt64 = 60_000
    private static let day: Int64 = 86_400_000

    private var last: (time: Int64, hasDate: Bool, arrival: UInt64)?
    private var doubtedUntil: UInt64?

    /// Takes the time of an epoch; returns whether it is to be doubted.
    ///
    /// `anchor` is a reading of the machine's wall clock, `nil` where that was never set.
    mutating func isDoubtful(_ epoch: ReceiverEpoch, anchor: ClockAnchor?) -> Bool {
        if let time = Self.milliseconds(epoch.position) {
            let arrival = epoch.arrival
            if Self.isImpossible(epoch.position.date)
                || isWrong(time.value, hasDate: time.hasDate, arrival: arrival, anchor: anchor)
            {
                doubtedUntil = arrival.addingReportingOverflow(Self.memory).partialValue
            }
            last = (time.value, time.hasDate, arrival)
        }
        guard let doubtedUntil else { return false }
        return epoch.arrival < doubtedUntil
    }

    /// Whether the release tells that a date is wrong: true also before any clock was set, and when that was set wrong.
    private static func isImpossible(_ date: CalendarDay?) -> Bool {
        guard let date, let built = ReleaseDay.newest else { return false }
        return DateVerdict(date, built: built, trusted: nil) != .plausible
    }

    private func isWrong(_ time: Int64, hasDate: Bool, arrival: UInt64, anchor: ClockAnchor?) -> Bool {
        if let last {
            let passed = Self.difference(arrival, last.arrival)
            let off = Self.off(time - last.time - passed, isWhole: hasDate && last.hasDate)
            if off > Self.scatter + passed.magnitudeClamped / 10_000 { return true }
        }
        guard let anchor, anchor.quality >= .rtc else { return false }
        let wall = anchor.unixMilliseconds.addingReportingOverflow(
            Self.difference(arrival, anchor.bootMilliseconds)
        )
        let difference = time.subtractingReportingOverflow(wall.partialValue)
        guard !wall.overflow, !difference.overflow else { return false }
        let off = Self.off(difference.partialValue, isWhole: hasDate)
        return off > Self.tolerance + Int64(anchor.uncertainty)
    }

    /// How far off, in milliseconds; days do not count where a date is missing.
    private static func off(_ difference: Int64, isWhole: Bool) -> Int64 {
        guard !isWhole else { return difference.magnitudeClamped }
        let rest = difference % day
        let positive = rest < 0 ? rest + day : rest
        return min(positive, day - positive)
    }

    private static func difference(_ a: UInt64, _ b: UInt64) -> Int64 {
        a >= b ? Int64(clamping: min(a - b, 1 << 53)) : -Int64(clamping: min(b - a, 1 << 53))
    }

    /// Unix milliseconds with a date, else milliseconds of the day.
    private static func milliseconds(_ position: Position) -> (value: Int64, hasDate: Bool)? {
        guard let timeOfDay = position.timeOfDay else { return nil }
        guard let date = position.date else { return (Int64(timeOfDay), false) }
        return (date.daysSince1970 * day + Int64(timeOfDay), true)
    }
}

extension Int64 {
    fileprivate var magnitudeClamped: Int64 { Int64(clamping: magnitude) }
}

extension CalendarDay {
    /// Days of the proleptic Gregorian calendar, counted from a March so that a leap day ends its year.
    fileprivate var daysSince1970: Int64 {
        let month = Int64(rawValue / 100 % 100)
        let year = Int64(rawValue / 10_000) - (month <= 2 ? 1 : 0)
        let monthOfYear = (month + 9) % 12
        let dayOfYear = (153 * monthOfYear + 2) / 5 + Int64(rawValue % 100) - 1
        return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
    }
}
