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

    @Test func `a day is written as ISO 8601`() {
        #expect(CalendarDay(year: 2027, month: 3, day: 1)?.description == "2027-03-01")
    }
}
