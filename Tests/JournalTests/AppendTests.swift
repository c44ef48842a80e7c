import Agent
import FieldModel
import Testing
import Wire
import Workflows

@testable import Journal

@Suite(.timeLimit(.minutes(2))) struct AppendTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    @Test func `events come back as the same bytes after reopening`() async throws {
        var journal = try await folder.open()
        let events = [Given.alarm, Given.embark("A"), Given.stock(5), Given.fix(1), Given.health]
        let written = try await journal.append(events)
        #expect(written.identities.map(\.stream) == [.alarm, .patients, .stock, .track, .node])
        #expect(written.identities.allSatisfy { $0.offset == 0 && $0.node == JournalFolder.node })
        await journal.close()
        journal = try await folder.open()
        for (event, identity) in zip(events, written.identities) {
            let stored = try await journal.all(identity.stream)
            #expect(try stored == [StoredEvent(identity: identity, bytes: event.canonicalBytes())])
        }
        await journal.close()
    }

    @Test func `a bad event among concurrent appends fails alone, and offsets stay dense`() async throws {
        let journal = try await folder.open()
        let offsets = await withTaskGroup(of: UInt64?.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let events = [
                        Given.embark("A"), number.isMultiple(of: 5) ? Given.invalid : Given.embark("B"),
                    ]
                    // A refusal is what this test counts.
                    return try? await journal.append(events).identities.last?.offset
                }
            }
            return await group.reduce(into: [UInt64]()) { if let offset = $1 { $0.append(offset) } }
        }
        #expect(offsets.sorted() == (0..<160).map { 2 * $0 + 1 })
        #expect(try await journal.all(.patients).offsets == Array(0..<320))
        #expect(try await journal.isSound())
        await journal.close()
    }

    @Test(arguments: [[], Array(repeating: Given.alarm, count: 65), [Given.event(.unknown)], [Given.invalid]])
    func `a request that cannot be written is refused and nothing of it stays`(events: [Event]) async throws {
        let journal = try await folder.open()
        await #expect {
            try await journal.append(events)
        } throws: { error in
            if case JournalError.invalidEvent = error { true } else { false }
        }
        #expect(try await journal.status().streams.isEmpty)
        await journal.close()
    }

    @Test func `an idempotency key answers again with the first identities`() async throws {
        let key = try #require(IdempotencyKey([UInt8](repeating: 9, count: 16)))
        #expect(IdempotencyKey([1, 2, 3]) == nil)
        var journal = try await folder.open(projector: .node)
        let first = try await journal.append([Given.embark("A"), Given.stock(3)], key: key)
        #expect(!first.isRepeat)
        #expect(first.identities.count == 3)
        for _ in 0..<2 {
            let again = try await journal.append([Given.embark("A"), Given.stock(3)], key: key)
            #expect(again == AppendResult(identities: first.identities, isRepeat: true))
            await journal.close()
            journal = try await folder.open(projector: .node)
        }
        #expect(try await journal.all(.patients).count == 2)
        #expect(try await journal.all(.stock).count == 1)
        await journal.close()
    }

    @Test func `the same key twice in flight writes once`() async throws {
        let key = try #require(IdempotencyKey([UInt8](repeating: 9, count: 16)))
        let journal = try await folder.open()
        let repeats = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask { try await journal.append([Given.alarm], key: key).isRepeat }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(repeats == 19)
        #expect(try await journal.all(.alarm).count == 1)
        await journal.close()
    }

    @Test func `balances, loads and rows are written with the event`() async throws {
        var journal = try await folder.open(projector: .node)
        let identities = try await journal.append([Given.embark("A"), Given.stock(5), Given.stock(-2)])
            .identities
        #expect(identities.map(\.stream) == [.patients, .patients, .stock, .stock])
        await journal.close()

        journal = try await folder.copy().open(projector: .node)
        let load = try Event(canonicalBytes: try #require(await journal.all(.patients).last).bytes)
        guard case .patientLoad(let onBoard) = load.body else {
            Issue.record("\(load.body)")
            return
        }
        #expect(onBoard.total == 1)
        let movement = try Event(canonicalBytes: try #require(await journal.all(.stock).last).bytes)
        guard case .stockMovement(let issue) = movement.body else {
            Issue.record("\(movement.body)")
            return
        }
        #expect(issue.balanceAfter == 3)
        let row = try await journal.projection(Projections.name(of: Given.key("L1")))
        #expect(try StockState(decoding: try #require(row)).balance == 3)
        #expect(try await journal.projections(prefix: "stock/").count == 1)
        #expect(try await journal.projections(prefix: "").map(\.name).sorted().contains("onboard"))
        await journal.close()
    }

    @Test func `a row that cannot be folded leaves the event, and is counted`() async throws {
        let broken = Projector(
            name: { _ in "row" },
            complete: { _, _, _ in },
            fold: { _, _, _ in false },
            decode: { state, _ in state },
            followUp: { _, _ in nil }
        )
        let journal = try await folder.open(projector: broken)
        _ = try await journal.append([Given.alarm])
        #expect(try await journal.status().foldFailures == 1)
        #expect(try await journal.all(.alarm).count == 1)
        await journal.close()
    }

    @Test func `a follow-up that cannot be written undoes its own request and no other`() async throws {
        let broken = Projector(
            name: { _ in nil },
            complete: { _, _, _ in },
            fold: { _, _, _ in false },
            decode: { state, _ in state },
            followUp: { recorded, _ in recorded.identity.stream == .stock ? Given.invalid : nil }
        )
        let journal = try await folder.open(projector: broken)
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<60 {
                let event = number.isMultiple(of: 3) ? Given.stock(1) : Given.embark("A")
                // A refusal is what this test counts.
                group.addTask { (try? await journal.append([event])) != nil }
            }
            return await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(outcomes.count { $0 } == 40)
        #expect(try await journal.all(.patients).offsets == Array(0..<40))
        #expect(try await journal.all(.stock).isEmpty)
        #expect(try await journal.isSound())
        await journal.close()
    }

    @Test func `a request that fails halfway leaves neither rows nor its key`() async throws {
        let key = try #require(IdempotencyKey([UInt8](repeating: 9, count: 16)))
        let journal = try await folder.open(projector: .node)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                // What was refused shows in the journal.
                group.addTask { _ = try? await journal.append([Given.stock(1)]) }
                group.addTask { _ = try? await journal.append([Given.stock(100), Given.invalid], key: key) }
            }
        }
        let row = try await journal.projection(Projections.name(of: Given.key("L1")))
        #expect(try StockState(decoding: try #require(row)).balance == 20)
        #expect(try await journal.all(.stock).offsets == Array(0..<20))
        #expect(try await !journal.append([Given.stock(2)], key: key).isRepeat)
        #expect(try await journal.isSound())
        await journal.close()
    }

    @Test func `deferred events are durable with the next event that is not`() async throws {
        let journal = try await folder.open()
        try await journal.appendDeferred([Given.fix(1), Given.fix(2)])
        _ = try await journal.append([Given.alarm])
        let copy = try await folder.copy().open()
        #expect(try await copy.all(.track).offsets == [0, 1])
        #expect(try await copy.all(.alarm).offsets == [0])
        await copy.close()
        await journal.close()
    }

    @Test func `deferred events are durable once the journal is closed`() async throws {
        var journal = try await folder.open()
        try await journal.appendDeferred([Given.fix(1)])
        await journal.close()
        await #expect(throws: JournalError.closed) { try await journal.appendDeferred([Given.fix(2)]) }
        await #expect(throws: JournalError.closed) { try await journal.append([Given.alarm]) }
        await #expect(throws: JournalError.closed) { try await journal.status() }
        journal = try await folder.open()
        #expect(try await journal.all(.track).count == 1)
        await journal.close()
    }

    @Test func `deferred events are durable after the commit interval, with nobody asking`() async throws {
        let journal = try await folder.open(commitInterval: .milliseconds(5))
        try await journal.appendDeferred([Given.fix(1)])
        var found = 0
        while found == 0 {
            let copy = try await folder.copy().open()
            found = try await copy.all(.track).count
            await copy.close()
        }
        #expect(found == 1)
        await journal.close()
    }

    @Test func `only routine events can wait`() async throws {
        let journal = try await folder.open()
        await #expect(throws: JournalError.invalidEvent("only track and climate can wait")) {
            try await journal.appendDeferred([Given.alarm])
        }
        await #expect(throws: JournalError.self) { try await journal.appendDeferred([Given.invalid]) }
        #expect(try await journal.status().streams.isEmpty)
        await journal.close()
    }

    @Test func `a process killed at any moment loses no answered append`() async throws {
        let journal = try await folder.open(projector: .node)
        for round in 0..<8 {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        try await journal.appendDeferred([Given.fix(number)])
                        _ = try await journal.append([Given.stock(1), Given.embark("A")])
                    }
                }
                try await group.waitForAll()
            }
            let copy = try await folder.copy().open(projector: .node)
            let answered = 40 * (round + 1)
            #expect(try await copy.all(.stock).offsets == Array(0..<UInt64(answered)))
            #expect(try await copy.all(.patients).count == 2 * answered)
            #expect(try await copy.all(.track).count == answered)
            let row = try await copy.projection(Projections.name(of: Given.key("L1")))
            #expect(try StockState(decoding: try #require(row)).balance == Int64(answered))
            #expect(try await copy.isSound())
            await copy.close()
        }
        await journal.close()
    }

    @Test func `a large backlog is counted right after opening`() async throws {
        var journal = try await folder.open()
        for start in stride(from: 0, to: 20_000, by: 50) {
            try await journal.appendDeferred((start..<start + 50).map { Given.fix($0) })
        }
        _ = try await journal.append([Given.alarm])
        await journal.close()
        journal = try await folder.open()
        let status = try await journal.status()
        let track = try #require(status.streams.first { $0.stream == .track })
        #expect(track.next == 20_000)
        #expect(track.unsent == 20_000)
        #expect(track.oldestUnsent == BootInstant(boot: 0, milliseconds: 0))
        #expect(status.streams.first { $0.stream == .alarm }?.unsent == 1)
        await journal.close()
    }

    @Test func `a new boot gets the next ordinal and an old one keeps its own`() async throws {
        for (boot, ordinal) in [(1, 0), (1, 0), (2, 1), (3, 2)] as [(UInt8, UInt32)] {
            let journal = try await folder.open(boot: [UInt8](repeating: boot, count: 16))
            #expect(try await journal.status().boot?.ordinal == ordinal)
            _ = try await journal.append([Given.alarm])
            let last = try #require(await journal.all(.alarm).last)
            #expect(try Event(canonicalBytes: last.bytes).instant.boot == ordinal)
            await journal.close()
        }
    }

    @Test func `settings survive`() async throws {
        var journal = try await folder.open()
        #expect(try await journal.setting("silence") == nil)
        try await journal.set("silence", [1])
        try await journal.set("silence", [0, 1])
        await journal.close()
        journal = try await folder.open()
        #expect(try await journal.setting("silence") == [0, 1])
        await journal.close()
    }
}
