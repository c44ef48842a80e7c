import FieldModel
import Testing
import Wire

@testable import Journal

@Suite(.timeLimit(.minutes(2))) struct ThinningTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    private func open(pages: Int64) async throws -> Journal {
        let logLimit: Int64 = 256 << 10
        return try await folder.open(
            quota: logLimit + logLimit * 5 / 4 + 4096 + pages * 512,
            logLimit: logLimit
        )
    }

    /// Fixes along a meridian, one a second, thrown off it to the east by so many millionths of a degree. Their accuracy is
    /// noise, so that rows do not shrink to nothing.
    private static func fixes(_ range: Range<Int>, off: (Int) -> Int32 = { _ in 0 }) -> [Event] {
        range.compactMap { number in
            guard var fix = Fix(latitude: 59, longitude: 18) else { return nil }
            fix.latitude += Int32(number % 20_000) * 100
            fix.longitude += off(number)
            fix.accuracy = UInt32((UInt64(number) &* 0x9E37_79B9_7F4A_7C15) >> 45)
            return Given.event(.fix(fix), at: UInt64(number) * 1_000)
        }
    }

    private static func sample(_ number: Int, _ value: Int64?) -> Event {
        Given.event(
            .sample(Sample(probe: "P1", quantity: .temperature, value: value)),
            at: UInt64(number) * 10_000
        )
    }

    /// Offsets of a stream that are neither there nor in a record.
    private func unexplained(
        _ journal: Journal,
        _ stream: FieldModel.Stream
    ) async throws -> (events: [StoredEvent], gaps: [Gap], missing: [UInt64]) {
        // One look, between two steps of housekeeping.
        let (events, gaps, next) = try await journal.perform { engine throws(JournalError) in
            let next = engine.current[next: stream]
            let events = try engine.list(stream, epoch: nil, from: 0, limit: .max)
            return (events, try engine.gaps(engine.current, stream, touching: 0..<next), next)
        }
        let there = Set(events.offsets)
        let missing = (0..<next).filter { offset in
            !there.contains(offset) && !gaps.contains { $0.covers(offset) }
        }
        // No record says of an event that it is gone while it is there, and none overlap.
        #expect(!events.offsets.contains { offset in gaps.contains { $0.covers(offset) } })
        #expect(zip(gaps, gaps.dropFirst()).allSatisfy { $0.offsets.upperBound <= $1.first })
        return (events, gaps, missing)
    }

    @Test func `a straight drive is thinned to its ends, and every offset is told`() async throws {
        var journal = try await open(pages: 100)
        try await journal.appendEach(Self.fixes(0..<20_000), together: 50)
        try await journal.appendEach((0..<20).map { Given.stock(Int64($0)) })
        for _ in 0..<2 {
            let (events, gaps, missing) = try await unexplained(journal, .track)
            #expect(missing.isEmpty)
            #expect(events.count < 8_000)
            #expect(Array(events.offsets.suffix(512)) == Array(19_488..<20_000))
            #expect(!gaps.isEmpty && gaps.allSatisfy { $0.reason == .thinned && $0.count <= 4_096 })
            // The ends of each span are there.
            for gap in gaps { #expect(!gap.covers(gap.first) && !gap.covers(gap.offsets.upperBound - 1)) }
            #expect(try await journal.all(.stock).count == 20)
            #expect(try await journal.isSound())
            #expect(try await journal.status().streams.first { $0.stream == .track }?.unsent == 20_000)
            await journal.close()
            journal = try await open(pages: 100)
        }
        // The coordinator learns of all, and then nothing is left to tell.
        let epoch = try await journal.status().epoch
        let told = try await journal.unsentGaps(.transport, limit: 100)
        #expect(told.count == (try await unexplained(journal, .track).gaps.count))
        try await journal.receive(.track, [0..<20_000], epoch: epoch)
        #expect(try await journal.unsentGaps(.transport, limit: 100).isEmpty)
        await journal.close()
    }

    @Test func `a coarser level comes only when everything older is thinned at the finer one`() async throws {
        let journal = try await open(pages: 110)
        // 40 m to either side: a tolerance of 15 m keeps nearly all, one of 60 m nearly nothing.
        let drive = Self.fixes(0..<16_000) { $0.isMultiple(of: 4) ? 700 : -700 * Int32($0 % 2) }
        var coarsest = 0
        for start in stride(from: 0, to: drive.count, by: 50) {
            _ = try await journal.append(Array(drive[start..<start + 50]))
            try await journal.tidy()
            let cursors = try await journal.perform { engine throws(JournalError) in
                (1...SpanThinning.levels).map { engine.thinning[.track, $0].offset }
            }
            #expect(zip(cursors, cursors.dropFirst()).allSatisfy { $0 >= $1 })
            coarsest = max(coarsest, cursors.lastIndex { $0 > 0 } ?? 0)
            // While something older is finer, nothing newer is coarser.
            if cursors[1] > 0 { #expect(cursors[0] + 4_096 + 2_048 >= UInt64(start)) }
        }
        #expect(coarsest >= 1)
        #expect(try await unexplained(journal, .track).missing.isEmpty)
        #expect(try await journal.status().storage.level < .refusingRoutine)
        await journal.close()
    }

    @Test func `delivered fixes go before any undelivered one is thinned`() async throws {
        let journal = try await open(pages: 150)
        let epoch = try await journal.status().epoch
        try await journal.appendEach(Self.fixes(0..<4_000), together: 50)
        try await journal.receive(.track, [0..<4_000], epoch: epoch)
        for start in stride(from: 4_000, to: 16_000, by: 50) {
            _ = try await journal.append(Self.fixes(start..<start + 50))
            if try await journal.gone(.track, .thinned) > 0 {
                // All but a row that grew beyond what was delivered.
                #expect(try await journal.gone(.track, .retired) > 4_000 - 128)
            }
        }
        #expect(try await journal.gone(.track, .thinned) > 0)
        let (_, gaps, missing) = try await unexplained(journal, .track)
        #expect(missing.isEmpty)
        #expect(gaps.first?.first == 0 && (3_873...4_000).contains(gaps.first?.count ?? 0))
        await journal.close()
    }

    @Test func `what was thinned and then delivered melts into one record`() async throws {
        let journal = try await open(pages: 150)
        let epoch = try await journal.status().epoch
        try await journal.appendEach(Self.fixes(0..<15_000), together: 50)
        #expect(try await journal.gone(.track, .thinned) > 0)
        // A receipt that ends within a span.
        try await journal.receive(.track, [0..<6_000], epoch: epoch)
        try await journal.appendEach(Self.fixes(15_000..<25_000), together: 50)
        let (_, gaps, missing) = try await unexplained(journal, .track)
        #expect(missing.isEmpty)
        #expect(gaps.filter { $0.reason == .retired }.map(\.first) == [0])
        let retired = try #require(gaps.first).offsets.upperBound
        #expect(retired > 4_000 && retired <= 6_000)
        #expect(try await journal.isSound())
        await journal.close()
    }

    @Test func `the extremes of a probe stay, and both sides of its silence`() async throws {
        let journal = try await open(pages: 45)
        let spike = 1_234
        for start in stride(from: 0, to: 8_000, by: 40) {
            let samples = (start..<start + 40).map { number in
                Self.sample(number, number == spike ? 19_000 : (3_000..<3_010).contains(number) ? nil : 5_000)
            }
            _ = try await journal.append(samples)
        }
        let (events, _, missing) = try await unexplained(journal, .climate)
        #expect(missing.isEmpty)
        #expect(events.count < 6_000)
        let there = Set(events.offsets)
        for offset in [0, UInt64(spike), 2_999, 3_000, 3_009, 3_010, 7_999] {
            #expect(there.contains(offset))
        }
        await journal.close()
    }
}
