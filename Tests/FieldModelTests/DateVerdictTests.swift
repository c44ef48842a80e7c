import FieldModel
import Glibc
import Testing

@Suite struct DateVerdictTests {
    private func day(_ year: Int, _ month: Int, _ day: Int) throws -> CalendarDay {
        try #require(CalendarDay(year: year, month: month, day: day))
    }

    /// Days computed by hand from week numbers: 1,024 weeks before 2026-11-21 is 2007-04-07.
    @Test(
        arguments: [
            ((2026, 11, 21), DateVerdict.plausible), ((2026, 11, 20), .plausible),
            ((2026, 11, 22), .plausible),
            ((2026, 11, 19), .impossible), ((2007, 4, 7), .rolledOver(1)), ((2007, 4, 8), .rolledOver(1)),
            ((2007, 4, 10), .impossible), ((1987, 8, 22), .rolledOver(2)), ((2046, 7, 7), .rolledOver(-1)),
            ((1980, 1, 5), .impossible), ((1980, 1, 6), .impossible), ((2000, 1, 1), .impossible),
            ((2105, 5, 9), .impossible),
        ] as [((Int, Int, Int), DateVerdict)]
    )
    func `against the trusted clock`(told: (Int, Int, Int), verdict: DateVerdict) throws {
        let date = try day(told.0, told.1, told.2)
        #expect(DateVerdict(date, built: try day(2026, 6, 1), trusted: try day(2026, 11, 21)) == verdict)
    }

    @Test(
        arguments: [
            ((2026, 6, 1), DateVerdict.plausible), ((2026, 5, 31), .plausible),
            ((2026, 5, 30), .rolledOver(1)),
            ((2046, 1, 14), .plausible), ((2046, 1, 15), .impossible), ((2006, 10, 16), .rolledOver(1)),
            ((2006, 10, 15), .rolledOver(2)), ((1987, 3, 2), .rolledOver(2)), ((1987, 3, 1), .rolledOver(3)),
            ((1980, 1, 5), .impossible), ((1980, 1, 6), .rolledOver(3)), ((2199, 12, 31), .impossible),
        ] as [((Int, Int, Int), DateVerdict)]
    )
    func `against the build alone`(told: (Int, Int, Int), verdict: DateVerdict) throws {
        let date = try day(told.0, told.1, told.2)
        #expect(DateVerdict(date, built: try day(2026, 6, 1), trusted: nil) == verdict)
    }

    @Test func `a log of 2005 does not come back as 2025 unnoticed`() throws {
        let comesBack = try day(2025, 1, 14)
        #expect(
            DateVerdict(comesBack, built: try day(2004, 1, 1), trusted: try day(2005, 5, 31))
                == .rolledOver(-1)
        )
    }

    /// A release day after today would call every right date wrong.
    @Test func `the release day is a day and has come`() throws {
        let day = try #require(ReleaseDay.newest)
        var now = time(nil)
        var today = tm()
        gmtime_r(&now, &today)
        let value = (Int(today.tm_year) + 1_900) * 10_000 + (Int(today.tm_mon) + 1) * 100 + Int(today.tm_mday)
        #expect(Int(day.rawValue) <= value)
    }
}
