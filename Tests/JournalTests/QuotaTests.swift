import FieldModel
import Glibc
import Store
import Synchronization
import Testing

@testable import Journal

/// The levels that a journal went through.
final class LevelRecord: Sendable {
    private let levels = Mutex<[StorageLevel]>([])

    func note(_ level: StorageLevel) { levels.withLock { $0.append(level) } }

    var all: [StorageLevel] { levels.withLock { $0 } }
}

extension Journal {
    /// Housekeeping until nothing more is to do.
    func tidy() async throws(JournalError) {
        try await perform { engine throws(JournalError) in
            for _ in 0..<10_000 where try engine.tidy() > .zero { return }
        }
    }

    func appendEach(_ events: [Event], together count: Int = 1) async throws(JournalError) {
        for start in stride(from: 0, to: events.count, by: count) {
            _ = try await append(Array(events[start..<min(start + count, events.count)]))
        }
    }

    /// Appends, or says at which level it was refused for want of room.
    func refusal(of events: [Event]) async throws(JournalError) -> StorageLevel? {
        do throws(JournalError) {
            _ = try await append(events)
            return nil
        } catch {
            guard case .full(let level) = error else { throw error }
            return level
        }
    }

    func gone(_ stream: FieldModel.Stream, _ reason: Gap.Reason) async throws(JournalError) -> UInt64 {
        try await status().storage.gaps.first { $0.stream == stream && $0.reason == reason }?.offsets ?? 0
    }
}

@Suite(.timeLimit(.minutes(2))) struct QuotaTests {
    let folder: JournalFolder
    let levels = LevelRecord()

    init() throws { folder = try JournalFolder() }

    /// A journal whose database may have so many pages of 512 bytes.
    private func open(pages: Int64) async throws -> Journal {
        let levels = levels
        let logLimit: Int64 = 256 << 10
        let overhead = logLimit + logLimit * 5 / 4 + 4096
        return try await folder.open(
            quota: overhead + pages * 512,
            logLimit: logLimit,
            levelChanged: { levels.note($0) }
        )
    }

    @Test func `delivered routine goes first, then delivered stock, then new routine is refused`()
        async throws
    {
        let journal = try await open(pages: 400)
        let epoch = try await journal.status().epoch
        try await journal.appendEach((0..<300).map { Given.stock(Int64($0) + 1) })
        try await journal.appendEach((0..<300).map { Given.fix($0) })
        try await journal.appendEach((0..<50).map { _ in Given.health })
        try await journal.receive(.stock, [0..<200], epoch: epoch)
        try await journal.receive(.track, [0..<300], epoch: epoch)
        try await journal.receive(.node, [0..<50], epoch: epoch)
        var written = 0
        var stock: [UInt64] = []
        var refusal: StorageLevel?
        while refusal == nil {
            refusal = try await journal.refusal(of: [Given.embark("A")])
            if refusal == nil { written += 1 }
            guard written.isMultiple(of: 64) || refusal != nil else { continue }
            let track = try await journal.all(.track).offsets
            #expect(track == Array((300 - UInt64(track.count))..<300) && !track.isEmpty)
            stock = try await journal.all(.stock).offsets
            #expect(stock == Array((300 - UInt64(stock.count))..<300))
            // Nothing of the stock goes while a delivered fix or health is there, but for the row of the newest fix.
            guard stock.count < 300 else { continue }
            #expect(track == Array(256..<300))
            #expect(try await journal.all(.node).isEmpty)
        }
        #expect(refusal == .full)
        #expect(stock == Array(200..<300))
        #expect(try await journal.gone(.stock, .retired) == 200)
        #expect(try await journal.gone(.track, .retired) == 256)
        #expect(try await journal.gone(.node, .retired) == 50)
        let climb = levels.all.reduce(into: [StorageLevel]()) { if !$0.contains($1) { $0.append($1) } }
        #expect(climb.filter { $0 != .ok } == [.sacrificing, .retiring, .refusingRoutine, .reserve, .full])
        #expect(try await journal.all(.patients).count == written)
        #expect(try await journal.unsent(.stock).offsets == Array(200..<300))
        #expect(try await journal.isSound())
        await journal.close()
    }

    @Test func `each level refuses its streams, says so, and room that returns ends it`() async throws {
        var journal = try await open(pages: 200)
        let epoch = try await journal.status().epoch
        _ = try await journal.append([Given.fix(0), Given.stock(1)])
        var refusedAt: [FieldModel.Stream: StorageLevel] = [:]
        var patients = 0
        func note(_ stream: FieldModel.Stream, _ level: StorageLevel?) {
            if let level, refusedAt[stream] == nil { refusedAt[stream] = level }
        }
        while refusedAt[.alarm] == nil {
            let refusal = try await journal.refusal(of: [Given.embark("A")])
            if refusal == nil { patients += 1 }
            note(.patients, refusal)
            note(.stock, try await journal.refusal(of: [Given.stock(1)]))
            note(.node, try await journal.refusal(of: [Given.health]))
            if refusedAt[.patients] != nil { note(.alarm, try await journal.refusal(of: [Given.alarm])) }
            if refusedAt[.track] == nil { note(.track, try await deferredRefusal(journal)) }
        }
        #expect(
            refusedAt == [
                .track: .refusingRoutine, .stock: .reserve, .node: .reserve, .patients: .full, .alarm: .full,
            ]
        )
        let storage = try await journal.status().storage
        for stream in [FieldModel.Stream.alarm, .patients, .stock, .track, .node] {
            #expect(storage.refused[stream, default: 0] > 0)
        }
        #expect(storage.used <= storage.quota)
        await journal.close()
        journal = try await open(pages: 200)
        #expect(try await journal.all(.patients).count == patients)
        try await journal.receive(.patients, [0..<UInt64(patients)], epoch: epoch)
        try await journal.tidy()
        #expect(try await journal.status().storage.level == .ok)
        try await journal.appendEach([Given.alarm, Given.stock(2), Given.fix(2), Given.embark("B")])
        #expect(try await journal.isSound())
        await journal.close()
    }

    private func deferredRefusal(_ journal: Journal) async throws(JournalError) -> StorageLevel? {
        do throws(JournalError) {
            try await journal.appendDeferred([Given.fix(1)])
            return nil
        } catch {
            guard case .full(let level) = error else { throw error }
            return level
        }
    }

    @Test func `a commit that does not fit makes room for itself`() async throws {
        let journal = try await open(pages: 400)
        let epoch = try await journal.status().epoch
        try await journal.appendEach((0..<1_200).map { Given.fix($0) }, together: 60)
        try await journal.receive(.track, [0..<1_200], epoch: epoch)
        // 200 requests in one commit need more pages than are left.
        let results = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    let events = Array(repeating: Given.stock(1), count: 12)
                    // A refusal is what this test counts.
                    return (try? await journal.append(events)) != nil
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(results > 0)
        #expect(try await journal.all(.stock).count == results * 12)
        #expect(try await journal.isSound())
        await journal.close()
    }

    @Test func `the newest snapshots outlive everything that was delivered`() async throws {
        let journal = try await open(pages: 160)
        let epoch = try await journal.status().epoch
        try await journal.appendEach([Given.mission(.available), Given.fix(1)])
        try await journal.appendEach((0..<200).map { _ in Given.embark("A") })
        try await journal.receive(.track, [0..<1], epoch: epoch)
        for _ in 0..<40 {
            let next = try await journal.status().streams.first { $0.stream == .patients }?.next ?? 0
            try await journal.receive(.patients, [0..<next], epoch: epoch)
            try await journal.appendEach((0..<50).map { _ in Given.embark("A") })
            try await journal.tidy()
        }
        #expect(try await journal.gone(.patients, .retired) > 0)
        #expect(try await journal.all(.patients).offsets.first == 0)
        #expect(try await journal.all(.track).offsets == [0])
        // One record before the mission and none in it.
        let gaps = try await journal.perform { engine throws(JournalError) in
            try engine.gaps(engine.current, .patients, touching: 0..<engine.current[next: .patients])
        }
        #expect(gaps.map(\.first) == [1])
        await journal.close()
    }

    /// The key of one act.
    private func key(_ number: Int) throws -> IdempotencyKey {
        try #require(
            IdempotencyKey((0..<16).map { UInt8(truncatingIfNeeded: number >> ($0 % 8 * 8)) })
        )
    }

    @Test func `keys of past acts take no more than a sixteenth of the room, and the newest are known`()
        async throws
    {
        let journal = try await open(pages: 16_384)
        let limit = try await journal.perform { engine throws(JournalError) in engine.idempotencyLimit }
        #expect(limit > 2_000 && limit < 16_384)
        let before = try await journal.perform { engine throws(JournalError) in
            try engine.look()
            return engine.quota.live
        }
        let count = Int(limit) + 500
        try await journal.perform { engine throws(JournalError) in
            for start in stride(from: 0, to: count, by: 500) {
                try engine.commit { () throws(JournalError) in
                    for number in start..<min(start + 500, count) {
                        var bytes = [UInt8](repeating: 0, count: 8)
                        bytes.append(bigEndian: UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
                        guard let key = IdempotencyKey(bytes) else { continue }
                        try engine.remember(key, plain: [UInt8](repeating: 1, count: 34))
                    }
                }
            }
            try engine.look()
        }
        let state = try await journal.perform { engine throws(JournalError) in
            (
                engine.quota.live - before,
                try storing { () throws(SQLiteError) in
                    try engine.connection.integer("SELECT count(*) FROM idempotency")
                }
            )
        }
        #expect(state.1 == limit)
        #expect(state.0 <= 16_384 / 16)
        await journal.close()
    }

    @Test func `a retry is known although the quota is small, until many acts came after it`() async throws {
        let journal = try await open(pages: 2_000)
        let limit = try await journal.perform { engine throws(JournalError) in engine.idempotencyLimit }
        #expect(limit == 1_024)
        for number in 0...1_024 { _ = try await journal.append([Given.health], key: try key(number)) }
        #expect(try await journal.append([Given.health], key: try key(1)).isRepeat)
        #expect(try await journal.append([Given.health], key: try key(0)).isRepeat == false)
        await journal.close()
    }

    @Test func `a quota that was lowered forgets old keys bit by bit`() async throws {
        var journal = try await open(pages: 16_384)
        for number in 0..<1_200 { _ = try await journal.append([Given.health], key: try key(number)) }
        await journal.close()
        journal = try await open(pages: 4_000)
        var counts: [Int64] = []
        for number in 1_200..<1_210 {
            _ = try await journal.append([Given.health], key: try key(number))
            counts.append(
                try await journal.perform { engine throws(JournalError) in
                    try storing { () throws(SQLiteError) in
                        try engine.connection.integer("SELECT count(*) FROM idempotency") ?? 0
                    }
                }
            )
        }
        #expect(counts == [1_137, 1_074, 1_024, 1_024, 1_024, 1_024, 1_024, 1_024, 1_024, 1_024])
        await journal.close()
    }

    @Test func `the log and the ballast have their blocks from the start`() async throws {
        let journal = try await folder.open(logLimit: 1 << 20)
        try await journal.tidy()
        for (name, bytes) in [("journal.db-wal", 1 << 20), ("journal.ballast", 5 << 18)] {
            var information = stat()
            #expect(stat("\(folder.journal)/\(name)", &information) == 0)
            #expect(Int(information.st_blocks) * 512 >= bytes)
        }
        #expect(try await journal.status().storage.hasBallast)
        await journal.close()
    }
}
