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
            .init(day: day, epoch: 0, held: day, next: [UInt64](repeating: UInt64(day), count: 6))
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
        let room = { () async throws in
            try await journal.perform { engine throws(JournalError) in
                try engine.look()
                return (live: engine.quota.live, until: engine.quota.untilRefusal)
            }
        }
        let before = try await room()
        for number in 0..<300 as Range<Int64> { _ = try await journal.append([Given.stock(number + 1)]) }
        try await pass(journal, day: 2)
        let after = try await room()
        let left = try #require(await journal.status().storage.daysLeft)
        let expected = Double(after.until) / Double(after.live - before.live) * 2
        #expect(abs(left / expected - 1) < 0.1, "\(left) days, not \(expected)")
        await journal.close()
    }

    /// Ways of writing what must stay: events in a commit, and bytes of a reason in each.
    @Test(arguments: [(1, 0), (1, 38), (12, 0), (50, 20)])
    func `an event that must stay counts for what it takes of the disk`(
        together: Int,
        reason: Int
    ) async throws {
        let total = together == 1 ? 500 : 2_000
        let journal = try await folder.open()
        let usage = { () async throws in
            try await journal.perform { engine throws(JournalError) in
                try engine.look()
                return (engine.quota.live, engine.heldEvents, try engine.bytesPerHeldEvent())
            }
        }
        let events = (0..<total).map { number -> Event in
            guard case .stockMovement(var movement) = Given.stock(Int64(number)).body else {
                return Given.alarm
            }
            movement.reason = Token(rawValue: String(repeating: "R", count: reason))
            return Given.event(.stockMovement(movement), at: UInt64(number) * 1_000)
        }
        try await journal.appendEach(Array(events[..<100]), together: together)
        let before = try await usage()
        try await journal.appendEach(Array(events[100...]), together: together)
        let after = try await usage()
        let taken = Double(after.0 - before.0) * 512 / Double(after.1 - before.1)
        #expect(abs(after.2 / taken - 1) < 0.1, "\(after.2) bytes, took \(taken)")
        await journal.close()
    }

    @Test func `a mark of an older version, which held 128 bytes for each event, says how many there were`() {
        var bytes: [UInt8] = []
        for number in [20_819, 3, 128 * 700] as [UInt64] { bytes.append(bigEndian: number) }
        for _ in 0..<6 { bytes.append(bigEndian: UInt64(900)) }
        let marks = DayMarks(decoding: bytes)
        #expect(marks.marks.map(\.held) == [700])
        #expect(marks.encoded == bytes)
    }
}
