import FieldModel
import Glibc
import Testing

@testable import Journal

@Suite(.timeLimit(.minutes(1))) struct RetentionTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    private static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return UInt64(time.tv_sec) * 1000 + UInt64(time.tv_nsec) / 1_000_000
    }

    /// Sets the clock so many days after the first of January 2027, and lets housekeeping run.
    private func pass(
        _ journal: Journal,
        day: Int64,
        quality: ClockQuality = .trusted
    ) async throws {
        try await journal.add(
            ClockAnchor(
                bootMilliseconds: Self.now,
                unixMilliseconds: (20_819 + day) * 86_400_000 + 3_600_000,
                quality: quality,
                uncertainty: 1
            )
        )
        try await journal.tidy()
    }

    @Test func `what was delivered goes when it is older than the retention, and nothing else`() async throws
    {
        var journal = try await folder.open(retention: .seconds(90 * 86_400))
        let epoch = try await journal.status().epoch
        for day in 0..<5 {
            try await journal.appendEach([Given.stock(1), Given.stock(2), Given.fix(day)])
            // The mark of a day says how far things had come when it began.
            try await pass(journal, day: Int64(day))
        }
        try await journal.receive(.stock, [0..<1, 2..<10], epoch: epoch)
        try await journal.receive(.track, [0..<5], epoch: epoch)
        try await pass(journal, day: 89)
        #expect(try await journal.all(.stock).count == 10)
        await journal.close()
        journal = try await folder.open(boot: [UInt8](repeating: 9, count: 16))
        // A boot that does not know the time yet retires nothing.
        try await journal.tidy()
        #expect(try await journal.all(.stock).count == 10)
        try await pass(journal, day: 92, quality: .rtc)
        // Days 0 to 2 had six movements; the second was never delivered. All fixes are in one row, which is not old enough.
        #expect(try await journal.all(.stock).offsets == [1, 6, 7, 8, 9])
        #expect(try await journal.all(.track).offsets == Array(0..<5))
        #expect(try await journal.gone(.stock, .retired) == 5)
        // It goes once it is delivered, and the records become one.
        try await journal.receive(.stock, [0..<10], epoch: epoch)
        try await pass(journal, day: 92)
        #expect(try await journal.all(.stock).offsets == [6, 7, 8, 9])
        let gaps = try await journal.perform { engine throws(JournalError) in
            try engine.gaps(engine.epochs[0], .stock, touching: 0..<10)
        }
        #expect(gaps.map { [$0.first, $0.count] } == [[0, 6]])
        #expect(try await journal.isSound())
        // The row of the newest fix stays however old it is.
        try await pass(journal, day: 900)
        #expect(try await journal.all(.track).offsets == Array(0..<5))
        #expect(try await journal.all(.stock).isEmpty)
        await journal.close()
    }

    @Test func `what was retired is told to a coordinator that lost its store`() async throws {
        let journal = try await folder.open(retention: .seconds(86_400))
        let epoch = try await journal.status().epoch
        try await journal.appendEach((0..<4).map { Given.stock($0 + 1) })
        try await pass(journal, day: 0)
        try await journal.receive(.stock, [0..<4], epoch: epoch)
        try await pass(journal, day: 5)
        #expect(try await journal.all(.stock).isEmpty)
        #expect(try await journal.unsentGaps(.stock, limit: 9).isEmpty)
        try await journal.receive(.stock, [], epoch: epoch, incarnation: 2)
        let told = try await journal.unsentGaps(.stock, limit: 9)
        #expect(told == [Gap(stream: .stock, epoch: epoch, first: 0, count: 4, reason: .retired)])
        try await journal.receive(.stock, [0..<4], epoch: epoch, incarnation: 2)
        #expect(try await journal.unsentGaps(.stock, limit: 9).isEmpty)
        await journal.close()
    }

    @Test func `a clock that was ahead leaves no marks of days to come`() {
        var marks = DayMarks()
        func mark(_ day: Int64) -> DayMarks.Mark {
            .init(day: day, epoch: 0, held: 0, next: [UInt64](repeating: UInt64(day), count: 6))
        }
        let changes = [10, 10, 4_000, 11].map { marks.add(mark($0)) }
        #expect(changes == [true, false, true, true])
        #expect(marks.marks.map(\.day) == [10, 11])
        #expect(DayMarks(decoding: marks.encoded) == marks)
        for day in 12..<2_000 { _ = marks.add(mark(Int64(day))) }
        #expect(marks.marks.count <= 128)
        #expect(marks.marks.first?.day == 10 && marks.marks.last?.day == 1_999)
    }

    @Test func `the days that are left follow from the growth of what must stay`() async throws {
        let journal = try await folder.open()
        #expect(try await journal.status().storage.daysLeft == nil)
        try await pass(journal, day: 0)
        #expect(try await journal.status().storage.daysLeft == nil)
        for _ in 0..<20 { _ = try await journal.append((0..<50).map { Given.stock($0 + 1) }) }
        try await pass(journal, day: 2)
        // 1,000 movements of about 128 bytes in two days.
        let left = try #require(await journal.status().storage.daysLeft)
        #expect(left > 10_000 && left < 17_000)
        await journal.close()
    }
}
