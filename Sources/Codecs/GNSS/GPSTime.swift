package import FieldModel

/// GPS time and its difference to UTC.
///
/// Source: IS-GPS-200, §3.3.4 (week 0 began 1980-01-06); IERS Bulletin C for the leap seconds.
package enum GPSTime {
    package static let millisecondsPerDay: Int64 = 86_400_000
    package static let millisecondsPerWeek: UInt32 = 604_800_000
    /// GPS minus UTC in seconds, since 2017-01-01.
    package static let currentLeapSeconds = 18

    /// Days since 1980-01-06 from which each leap second counts.
    private static let insertions = [
        542, 907, 1_272, 2_003, 2_917, 3_648, 4_013, 4_560, 4_925, 5_290, 5_839, 6_386, 6_935, 9_492, 10_588,
        11_865, 12_960, 13_510,
    ]

    /// GPS minus UTC in seconds on a day, counted from 1980-01-06.
    package static func leapSeconds(onDay day: Int) -> Int {
        insertions.reduce(0) { $0 + ($1 <= day ? 1 : 0) }
    }

    /// The day so many days after 1980-01-06; `nil` beyond 2199.
    package static func day(_ days: Int) -> CalendarDay? {
        guard (0...80_000).contains(days) else { return nil }
        var rest = days + 5
        var year = 1_980
        while true {
            let length = CalendarDay.days(inMonth: 2, of: year) == 29 ? 366 : 365
            if rest < length { break }
            rest -= length
            year += 1
        }
        var month = 1
        while rest >= CalendarDay.days(inMonth: month, of: year) {
            rest -= CalendarDay.days(inMonth: month, of: year)
            month += 1
        }
        return CalendarDay(year: year, month: month, day: rest + 1)
    }
}

extension CalendarDay {
    /// The day before or after.
    func moved(by direction: Int) -> CalendarDay? {
        var (year, month, day) = (Int(rawValue / 10_000), Int(rawValue / 100 % 100), Int(rawValue % 100))
        day += direction
        if day < 1 {
            month -= 1
            if month < 1 { (year, month) = (year - 1, 12) }
            day = Self.days(inMonth: month, of: year)
        } else if day > Self.days(inMonth: month, of: year) {
            (month, day) = (month + 1, 1)
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        return CalendarDay(year: year, month: month, day: day)
    }
}
