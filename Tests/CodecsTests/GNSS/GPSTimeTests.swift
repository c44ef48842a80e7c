import FieldModel
import Testing

@testable import Codecs

@Suite struct GPSTimeTests {
    @Test(arguments: [
        (0, 1_980, 1, 6), (25, 1_980, 1, 31), (26, 1_980, 2, 1), (54, 1_980, 2, 29), (361, 1_981, 1, 1),
        (13_510, 2_017, 1, 1), (7_359, 2_000, 2, 29), (80_000, 2_199, 1, 17),
    ])
    func `days count from the sixth of January 1980`(days: Int, year: Int, month: Int, day: Int) {
        #expect(GPSTime.day(days) == CalendarDay(year: year, month: month, day: day))
    }

    @Test(arguments: [-1, 80_001, Int.min, Int.max])
    func `days out of range are none`(days: Int) { #expect(GPSTime.day(days) == nil) }

    @Test(arguments: [(541, 0), (542, 1), (6_385, 11), (6_386, 12), (13_509, 17), (13_510, 18), (99_999, 18)])
    func `leap seconds count from their day on`(day: Int, seconds: Int) {
        #expect(GPSTime.leapSeconds(onDay: day) == seconds)
    }

    @Test(
        arguments: [
            (20_260_101, -1, 20_251_231), (20_240_301, -1, 20_240_229), (20_261_231, 1, 20_270_101),
            (20_240_228, 1, 20_240_229),
        ] as [(UInt32, Int, UInt32)]
    )
    func `a day moves across months and years`(from: UInt32, step: Int, to: UInt32) {
        #expect(CalendarDay(rawValue: from)?.moved(by: step)?.rawValue == to)
    }
}
