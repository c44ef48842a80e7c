import FieldModel
import Testing

@testable import Workflows

@Suite struct ReceiverClockTests {
    private func epoch(_ date: CalendarDay?) throws -> ReceiverEpoch {
        let position = Position(
            timeOfDay: 43_200_000,
            latitude: 59.3,
            longitude: 18,
            mode: .autonomous,
            accuracy: 4,
            date: date
        )
        return try #require(ReceiverEpoch(position, at: 1_000_000))
    }

    /// 1,024 weeks after 2026-01-01 is 2045-08-17.
    @Test(
        arguments: [
            ((2025, 12, 30), true), ((2025, 12, 31), false), ((2026, 6, 1), false), ((2045, 8, 16), false),
            ((2045, 8, 17), true), ((2006, 10, 16), true), ((1980, 1, 6), true), ((2099, 12, 31), true),
        ] as [((Int, Int, Int), Bool)]
    )
    func `without a clock the release tells whether a date has rolled over`(
        told: (Int, Int, Int),
        isDoubtful: Bool
    ) throws {
        #expect(
            ReleaseDay.newest == CalendarDay(year: 2026, month: 1, day: 1),
            "the dates here are beside it"
        )
        var clock = ReceiverClock()
        let date = try #require(CalendarDay(year: told.0, month: told.1, day: told.2))
        let doubt = clock.isDoubtful(try epoch(date), anchor: nil)
        #expect(doubt == isDoubtful)
    }

    @Test func `a receiver without a date is not doubted for it`() throws {
        var clock = ReceiverClock()
        let doubt = clock.isDoubtful(try epoch(nil), anchor: nil)
        #expect(!doubt)
    }

    @Test func `a machine whose clock rolled back with the receiver is no witness`() throws {
        var clock = ReceiverClock()
        let date = try #require(CalendarDay(year: 2007, month: 4, day: 7))
        // 2007-04-07 12:00:00.
        let anchor = ClockAnchor(
            bootMilliseconds: 1_000_000,
            unixMilliseconds: 1_175_947_200_000,
            quality: .trusted,
            uncertainty: 1_000
        )
        let doubt = clock.isDoubtful(try epoch(date), anchor: anchor)
        #expect(doubt)
    }
}
