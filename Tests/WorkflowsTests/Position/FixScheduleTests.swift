import FieldModel
import Testing

@testable import Workflows

@Suite struct FixScheduleTests {
    private func fix(_ source: Fix.Source, _ integrity: Fix.Integrity = .ok) throws -> Fix {
        try #require(Fix(latitude: 59, longitude: 18, source: source, integrity: integrity))
    }

    /// Reports in an hour that is asked every 100 ms.
    @Test(
        arguments: [
            (.gnss, false, 1_000, 4_000), (.gnss, true, 10_000, 379), (.deadReckoned, false, 1_000, 4_000),
            (.held, false, 1_000, 379), (.held, true, 1_000, 13), (.held, true, 3_600_000, 2),
            (.manual, true, 1_000, 13),
        ] as [(Fix.Source, Bool, UInt64, Int)]
    ) func `how often a fix is reported depends on what it is`(
        source: Fix.Source,
        isParked: Bool,
        interval: UInt64,
        most: Int
    ) throws {
        var schedule = FixSchedule(interval: interval)
        let fix = try fix(source)
        let count = (0..<36_000 as Range<UInt64>).count {
            schedule.isDue(fix, isParked: isParked, at: $0 * 100)
        }
        #expect(count <= most)
        #expect(Double(count) >= Double(most) * 0.89)
    }

    @Test func `epochs that scatter a little around the interval are all reported`() throws {
        var schedule = FixSchedule(interval: 1_000)
        let fix = try fix(.gnss)
        let count = (0..<100 as Range<UInt64>).count {
            schedule.isDue(fix, isParked: false, at: 5_000 + $0 * 1_000 + ($0 % 2) * 90)
        }
        #expect(count == 100)
    }

    @Test func `a change is reported within a second, and not more often`() throws {
        var schedule = FixSchedule(interval: 1_000)
        #expect(schedule.isDue(try fix(.held), isParked: true, at: 0))
        #expect(!schedule.isDue(try fix(.gnss), isParked: true, at: 500))
        #expect(schedule.isDue(try fix(.gnss), isParked: true, at: 1_000))
        #expect(schedule.isDue(try fix(.held, .rejected), isParked: true, at: 2_000))
        #expect(!schedule.isDue(try fix(.held, .rejected), isParked: true, at: 299_000))
    }

    @Test func `time at its end does not trap`() throws {
        var schedule = FixSchedule(interval: .max)
        #expect(schedule.isDue(try fix(.gnss), isParked: false, at: .max))
        #expect(!schedule.isDue(try fix(.gnss), isParked: false, at: .max))
    }
}
