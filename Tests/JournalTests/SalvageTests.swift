import Agent
import Crypto
import FieldModel
import Glibc
import Store
import TestKit
import Testing
import Wire
import Workflows

@testable import Journal

/// What becomes of the state folded from events when a journal is damaged.
@Suite(.timeLimit(.minutes(2))) struct SalvageTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    /// A closed journal with three patients on board, one of them gone again, and 9 in stock.
    private func fill() async throws {
        let journal = try await folder.open(projector: .node)
        for tag in ["A", "B", "C"] as [Token] { _ = try await journal.append([Given.embark(tag)]) }
        _ = try await journal.append([Given.stock(7), Given.stock(2)])
        _ = try await journal.append([
            Given.event(.patientMovement(PatientMovement(action: .disembark, tag: "A")))
        ])
        for number in 0..<50 { _ = try await journal.append([Given.fix(number)]) }
        await journal.close()
    }

    /// Opens and waits until everything that can be found is found.
    private func openAndWait() async throws -> Journal {
        let journal = try await folder.open(projector: .node)
        while try await journal.status().isRecovering {}
        return journal
    }

    private func onboard(_ journal: Journal) async throws -> OnboardState? {
        guard let bytes = try await journal.projection("onboard") else { return nil }
        return try? OnboardState(decoding: bytes)
    }

    private func damageSchema() throws {
        var bytes = try #require(try DurableFile.read(folder.database, limit: 1 << 22))
        bytes[100] = 0x77
        try DurableFile.replace(folder.database, with: bytes)
    }

    @Test func `who is on board and what is in stock survive a damaged database`() async throws {
        try await fill()
        try damageSchema()
        let journal = try await openAndWait()
        #expect(try await journal.status().epoch.counter == 2)
        #expect(try await onboard(journal)?.total == 2)
        #expect(try await onboard(journal)?.isOnBoard("A") == false)
        let stock = try #require(try await journal.projection(Projections.name(of: Given.key("L1"))))
        #expect(try StockState(decoding: stock).balance == 9)
        // Work goes on from there.
        _ = try await journal.append([Given.stock(-4), Given.embark("D")])
        #expect(try await onboard(journal)?.total == 3)
        let movement = try #require(await journal.all(.stock).last)
        guard case .stockMovement(let issue) = try Event(canonicalBytes: movement.bytes).body else { return }
        #expect(issue.balanceAfter == 5)
        #expect(try await journal.all(.track, epoch: journal.epochOf(.track)).count == 50)
        #expect(access(folder.journal + "/aside", F_OK) != 0)
        await journal.close()
    }

    @Test(arguments: [2, 3])
    func `a damaged journal of an earlier schema is searched as well`(schema: Int) async throws {
        let old = OldJournal(schema)
        let sound = try await JournalFolder(holding: old.files).open(projector: .node)
        let onboard = try await sound.projection("onboard")
        let lot = try await sound.projections(prefix: "stock").first
        await sound.close()
        for (file, bytes) in old.files {
            try DurableFile.replace("\(folder.path)/\(file)", with: bytes)
        }
        try damageSchema()
        let journal = try await openAndWait()
        #expect(try await journal.status().epoch.counter == 2)
        #expect(try await journal.projection("onboard") == onboard)
        let (name, state) = try #require(lot)
        #expect(try await journal.projection(name) == state)
        await journal.close()
    }

    @Test(arguments: [3, Schema.version])
    func `every row of state is found in the pages, under its name`(schema: Int) async throws {
        var journal: Journal
        if schema == Schema.version {
            journal = try await folder.open(projector: .node)
            for lot in (0..<60).compactMap({ Token(rawValue: "LOT-\($0)") }) {
                _ = try await journal.append([Given.stock(1, lot: lot)])
            }
            await journal.close()
        } else {
            for (file, bytes) in OldJournal(schema).files {
                try DurableFile.replace("\(folder.path)/\(file)", with: bytes)
            }
        }
        let twin = try folder.copy()
        journal = try await folder.open(projector: .none)
        let states = try await OldJournal.states(journal)
        await journal.close()
        let database = try Connection(path: twin.database)
        let meta = try database.prepare("SELECT value FROM meta WHERE name = 'journal'")
        #expect(try meta.step())
        let seal = Seal(key: JournalFolder.key, journal: meta.blob(0))
        meta.reset()
        var job = Salvage(
            place: .init(number: 1, directory: twin.journal),
            seal: seal,
            epochs: [:],
            marks: nil,
            scanner: PageScanner(database: twin.database)
        )
        var found: [String: (stamp: Int64, state: [UInt8])] = [:]
        while let rows = job.scanner.next(pages: 64) {
            // Freed pages still have what rows were before.
            for case .projection(let row)? in rows.map(job.read)
            where row.stamp >= found[row.name]?.stamp ?? 0 {
                found[row.name] = (row.stamp, row.state)
            }
        }
        #expect(found.mapValues(\.state) == states)
        #expect(found.count >= 60)
    }

    @Test func `an act whose event was lost is written again`() async throws {
        let key = try #require(IdempotencyKey([UInt8](1...16)))
        var journal = try await folder.open(projector: .node)
        _ = try await journal.append([Given.stock(7)])
        let first = try await journal.append([Given.stock(5)], key: key)
        _ = try await journal.append([Given.stock(1)])
        #expect(try await journal.append([Given.stock(5)], key: key).isRepeat)
        await journal.close()
        let id = Schema.rowID(epoch: 0, stream: FieldModel.Stream.stock.rawValue, offset: 1)
        try folder.tamper("DELETE FROM event WHERE id = \(id)")
        journal = try await folder.open(projector: .node)
        let again = try await journal.append([Given.stock(5)], key: key)
        #expect(!again.isRepeat)
        #expect(again.identities != first.identities)
        #expect(
            try await journal.append([Given.stock(5)], key: key)
                == AppendResult(identities: again.identities, isRepeat: true)
        )
        await journal.close()
    }

    @Test
    func
        `an act that is given twice in one batch, or whose event was delivered and retired, is written once`()
        async throws
    {
        let keys = try (1...2).map { try #require(IdempotencyKey([UInt8](repeating: $0, count: 16))) }
        let journal = try await folder.open(projector: .node)
        let first = try await journal.append([Given.stock(5)], key: keys[0])
        try await journal.receive(.stock, [0..<1], epoch: journal.status().epoch)
        #expect(
            try await journal.perform { engine throws(JournalError) in try engine.retireOldest(of: [.stock]) }
        )
        let again = try await journal.append([Given.stock(5)], key: keys[0])
        #expect(again == AppendResult(identities: first.identities, isRepeat: true))
        let results = try await withThrowingTaskGroup(of: AppendResult.self) { group in
            for _ in 0..<20 { group.addTask { try await journal.append([Given.stock(3)], key: keys[1]) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.filter { !$0.isRepeat }.count == 1)
        #expect(Set(results.map(\.identities)).count == 1)
        await journal.close()
    }

    @Test func `an act is known again after a damage, and written once`() async throws {
        let key = try #require(IdempotencyKey([UInt8](1...16)))
        var journal = try await folder.open(projector: .node)
        let first = try await journal.append([Given.stock(7)], key: key)
        await journal.close()
        try damageSchema()
        journal = try await openAndWait()
        let again = try await journal.append([Given.stock(7)], key: key)
        #expect(again.isRepeat)
        #expect(again.identities == first.identities)
        await journal.close()
    }

    @Test func `events written while the search goes on count once it is over`() async throws {
        try await fill()
        try damageSchema()
        var journal = try await folder.open(projector: .node)
        _ = try await journal.append([Given.embark("E")])
        _ = try await journal.append([Given.stock(1)])
        await journal.close()
        journal = try await openAndWait()
        #expect(try await onboard(journal)?.total == 3)
        #expect(try await onboard(journal)?.isOnBoard("E") == true)
        let stock = try #require(try await journal.projection(Projections.name(of: Given.key("L1"))))
        #expect(try StockState(decoding: stock).balance == 10)
        await journal.close()
    }

    @Test func `until it is known again, state is unknown and not zero`() async throws {
        try await fill()
        // Nothing is left but the marks and what stands beside the keys.
        try DurableFile.replace(folder.database, with: [])
        let journal = try await openAndWait()
        #expect(try await journal.projection("onboard") == StoredState.unknown.bytes)
        #expect(
            try await journal.projection(Projections.name(of: Given.key("L1"))) == StoredState.unknown.bytes
        )
        let written = try await journal.append([Given.stock(5)])
        let stored = try #require(await journal.all(.stock).first { $0.identity == written.identities[0] })
        guard case .stockMovement(let movement) = try Event(canonicalBytes: stored.bytes).body else { return }
        #expect(movement.balanceAfter == nil)
        #expect(try await onboard(journal) == nil)
        var gaps: [Gap] = []
        for domain in Domain.allCases { gaps += try await journal.unsentGaps(domain, limit: 99) }
        #expect(gaps.allSatisfy { $0.reason == .lost && $0.first == 0 })
        #expect(gaps.map { "\($0.stream.name) \($0.count)" } == ["patients 8", "track 50", "stock 2"])
        await journal.close()
    }

    /// Loses everything but the marks, and says what an empty journal says of who is on board.
    private func lose() async throws -> Journal {
        try await fill()
        try DurableFile.replace(folder.database, with: [])
        let journal = try await openAndWait()
        #expect(try await journal.status().unknownRows == ["onboard"])
        return journal
    }

    @Test func `a journal of which nothing is left, marks and all, leaves state unknown and not zero`()
        async throws
    {
        try await fill()
        for name in try folder.files().keys where name.hasPrefix("journal/") {
            #expect(unlink("\(folder.path)/\(name)") == 0)
        }
        for _ in 0..<2 {
            let journal = try await openAndWait()
            #expect(try await journal.status().unknownRows == ["onboard"])
            let lot = Projections.name(of: Given.key("L1"))
            #expect(try await journal.projection(lot) == StoredState.unknown.bytes)
            await journal.close()
        }
        // The first journal of a node lacks nothing.
        let first = try await JournalFolder().open(projector: .node)
        #expect(try await first.status().unknownRows.isEmpty)
        #expect(try await first.projection("onboard") == nil)
        await first.close()
    }

    @Test(arguments: [0, 2] as [UInt32])
    func `who is on board is known again when somebody looked`(total: UInt32) async throws {
        var journal = try await lose()
        _ = try await journal.append([Given.embark("X")])
        #expect(try await onboard(journal) == nil)
        _ = try await journal.append([Given.declared(total)])
        #expect(try await journal.status().unknownRows.isEmpty)
        #expect(try await onboard(journal)?.total == total)
        // What the node says of itself follows from there, also after a restart.
        await journal.close()
        journal = try await openAndWait()
        let written = try await journal.append([Given.embark("D")])
        #expect(try await onboard(journal)?.total == total + 1)
        let stored = try #require(await journal.all(.patients).first { $0.identity == written.identities[1] })
        guard case .patientLoad(let load) = try Event(canonicalBytes: stored.bytes).body else {
            Issue.record("no load after the movement")
            return
        }
        #expect(load.total == total + 1 && !load.isDeclared)
        // Stock is as unknown as it was.
        let lot = Projections.name(of: Given.key("L1"))
        #expect(try await journal.projection(lot) == StoredState.unknown.bytes)
        await journal.close()
    }

    @Test func `a declaration counts from its place, also over what a search finds later`() async throws {
        try await fill()
        try damageSchema()
        // Two were on board; somebody says that there is nobody, and one comes, before the search is over.
        let journal = try await folder.open(projector: .node)
        _ = try await journal.append([Given.declared(0)])
        _ = try await journal.append([Given.embark("E")])
        while try await journal.status().isRecovering {}
        #expect(try await onboard(journal)?.tagged.keys.map(\.rawValue) == ["E"])
        #expect(try await journal.status().unknownRows.isEmpty)
        await journal.close()
    }

    @Test func `a declaration that is lost in its turn leaves nothing known`() async throws {
        let journal = try await lose()
        _ = try await journal.append([Given.declared(0)])
        await journal.close()
        try DurableFile.replace(folder.database, with: [])
        let next = try await openAndWait()
        #expect(try await next.status().unknownRows == ["onboard"])
        await next.close()
    }

    @Test func `node and coordinator say the same after a declaration, in whatever order it comes`()
        async throws
    {
        let journal = try await lose()
        let lost = try await journal.status().epoch
        _ = try await journal.append([Given.embark("X")])
        _ = try await journal.append([Given.declared(3)])
        for tag in ["B", "C"] as [Token] {
            let left = PatientMovement(action: .disembark, tag: tag)
            _ = try await journal.append([Given.event(.patientMovement(left))])
        }
        _ = try await journal.append([Given.embark("D")])
        let expected = try #require(try await onboard(journal)).load()
        #expect(expected.total == 2)
        var events = try await journal.all(.patients).map { stored in
            RecordedEvent(identity: stored.identity, event: try Event(canonicalBytes: stored.bytes))
        }
        await journal.close()
        // A load of the lost epoch that another carrier brings at last.
        let epoch = Epoch(counter: lost.counter - 1, random: 1)
        let late = EventIdentity(node: JournalFolder.node, epoch: epoch, stream: .patients, offset: 900)
        let load = Given.event(.patientLoad(PatientLoad(foldedThrough: 899, total: 9)))
        events.append(RecordedEvent(identity: late, event: load))
        for seed in 0..<20 as Range<UInt64> {
            var random = SplitMix(seed)
            var row: [UInt8]?
            for event in events.shuffled(using: &random)
            where Projections.names(for: event, role: .coordinator).contains("load") {
                row = try Projections.fold(event, name: "load", state: row, role: .coordinator)
            }
            #expect(try LoadState(decoding: #require(row)).value == expected)
        }
    }

    @Test func `an older database in the place of a newer one makes what it may lack unknown`() async throws {
        let first = try await folder.open(projector: .node)
        _ = try await first.append([Given.embark("A"), Given.stock(1, lot: "OLD")])
        await first.close()
        let older = try folder.copy()
        let second = try await folder.open(projector: .node)
        _ = try await second.append([Given.stock(5, lot: "NEW")])
        await second.close()
        try folder.restoreDatabase(from: older)
        let journal = try await openAndWait()
        // Nothing of patients was lost.
        #expect(try await onboard(journal)?.total == 1)
        for lot in ["OLD", "NEW"] as [Token] {
            let name = Projections.name(of: Given.key(lot))
            #expect(try await journal.projection(name) == StoredState.unknown.bytes)
        }
        await journal.close()
    }

    @Test func `another node's journal is moved away and left as it is`() async throws {
        try await fill()
        let stranger = try JournalFolder()
        let other = try await stranger.open(
            node: NodeID(99),
            key: .init(data: [UInt8](repeating: 9, count: 32))
        )
        _ = try await other.append([Given.alarm])
        await other.close()
        let foreign = try #require(try DurableFile.read(stranger.database, limit: 1 << 22))
        try DurableFile.replace(folder.database, with: foreign)
        let journal = try await openAndWait()
        #expect(try await journal.status().epoch.counter == 2)
        await journal.close()
        #expect(try DurableFile.read(folder.journal + "/aside/1/journal.db", limit: 1 << 22) == foreign)
    }

    @Test func `a wrong key touches nothing`() async throws {
        try await fill()
        let before = try folder.files()
        for content in [[UInt8](repeating: 1, count: 32), [UInt8](repeating: 2, count: 32)] {
            await #expect(throws: JournalError.wrongKey(path: folder.database)) {
                try await folder.open(key: .init(data: content))
            }
        }
        #expect(try folder.files() == before)
    }
}

extension Journal {
    /// The epoch in which most events of a stream stand.
    fileprivate func epochOf(_ stream: FieldModel.Stream) async throws -> Epoch? {
        try await status().streams.filter { $0.stream == stream }.max { $0.next < $1.next }?.epoch
    }
}
