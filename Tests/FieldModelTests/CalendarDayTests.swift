import FieldModel
import Testing

struct CalendarDayTests {
    @Test(arguments: [20_270_331, 20_240_229, 20_000_229, 19_000_101, 21_991_231] as [UInt32])
    func `a real day is taken`(day: UInt32) {
        #expect(CalendarDay(rawValue: day)?.rawValue == day)
    }

    @Test(
        arguments: [0, 20_270_332, 20_230_229, 21_000_229, 18_991_231, 22_000_101, 20_271_301, .max]
            as [UInt32]
    )
    func `a day that no calendar has is refused`(day: UInt32) {
        #expect(CalendarDay(rawValue: day) == nil)
    }

    /// Milliseconds since 1970, and the day in UTC.
    private static let instants: [(unix: Int64, day: String)] = [
        (0, "1970-01-01"), (86_399_999, "1970-01-01"), (86_400_000, "1970-01-02"),
        (951_782_400_000, "2000-02-29"), (951_868_800_000, "2000-03-01"), (1_735_689_599_999, "2024-12-31"),
        (1_735_689_600_000, "2025-01-01"), (4_107_542_400_000, "2100-03-01"),
        (7_258_118_399_999, "2199-12-31"),
    ]

    @Test(arguments: instants) func `an instant has its day`(_ unix: Int64, _ day: String) {
        #expect(CalendarDay(unixMilliseconds: unix)?.description == day)
    }

    @Test(arguments: [-1, 7_258_118_400_000, .max, .min] as [Int64])
    func `an instant of another age has none`(_ unix: Int64) {
        #expect(CalendarDay(unixMilliseconds: unix) == nil)
    }

    @Test func `a day is written as ISO 8601`() {
        #expect(CalendarDay(year: 2027, month: 3, day: 1)?.description == "2027-03-01")
    }
}
