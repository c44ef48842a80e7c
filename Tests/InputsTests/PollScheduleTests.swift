import Testing

@testable import Inputs

struct PollScheduleTests {
    @Test func `devices of one interval are due together and nothing drifts`() {
        let schedule = PollSchedule(interval: .seconds(10))
        #expect([0, 1, 9_999].map(schedule.next) == [10_000, 10_000, 10_000])
        #expect(schedule.next(after: 10_000) == 20_000)
        #expect(schedule.next(after: 123_456) == 130_000)
    }

    @Test func `a silent device is asked ever less often, and at once again when it answers`() {
        var schedule = PollSchedule(interval: .seconds(10))
        var waits: [UInt64] = []
        for _ in 0..<6 {
            schedule.failed()
            waits.append(schedule.next(after: 600_000) - 600_000)
        }
        #expect(waits == [10_000, 20_000, 40_000, 60_000, 60_000, 60_000])
        schedule.succeeded()
        #expect(schedule.next(after: 600_000) == 610_000)
    }

    @Test func `a slow interval is never shortened`() {
        var schedule = PollSchedule(interval: .seconds(300))
        for _ in 0..<40 { schedule.failed() }
        #expect(schedule.next(after: 0) == 300_000)
    }

    @Test func `the end of the clock is no trap`() {
        var schedule = PollSchedule(interval: .milliseconds(1))
        for _ in 0..<64 { schedule.failed() }
        #expect(schedule.next(after: .max) == .max)
    }
}
