import Agent
import FieldModel
import Glibc
import Store
import TestKit
import Testing
import Wire
import Workflows

@testable import Journal

/// State that a journal lost and its coordinator gives back.
@Suite(.timeLimit(.minutes(2))) struct BaselineTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    private static let lot = Projections.name(of: Given.key("L1"))
    private static let streams: [FieldModel.Stream] = [.patients, .stock]

    /// What a coordinator that got every event has of one node.
    private struct Centre {
        var rows: [FieldModel.Stream: [BaselineRow]] = [:]
        var through: [FieldModel.Stream: [Epoch: UInt64]] = [:]
    }

    /// A closed journal with two on board, 9 in stock of one lot and none of another, everything delivered.
    private func fill() async throws -> Centre {
        let journal = try await folder.open(projector: .node)
        for tag in ["A", "B", "C"] as [Token] { _ = try await journal.append([Given.embark(tag)]) }
        _ = try await journal.append([Given.stock(7), Given.stock(2), Given.stock(3, lot: "L2")])
        _ = try await journal.append([Given.stock(-3, lot: "L2")])
        _ = try await journal.append([
            Given.event(.patientMovement(PatientMovement(action: .disembark, tag: "A")))
        ])
        let centre = try await centre(of: journal)
        try await deliver(journal)
        await journal.close()
        return centre
    }

    private func centre(of journal: Journal) async throws -> Centre {
        var centre = Centre()
        let epoch = try await journal.status().epoch
        for stream in Self.streams {
            let prefix = stream == .patients ? Projections.onboard : "stock/"
            centre.rows[stream] = try await journal.projections(prefix: prefix).map {
                BaselineRow(name: $0.name, state: $0.state)
            }
            centre.through[stream] = [epoch: UInt64(try await journal.all(stream).count)]
        }
        return centre
    }

    /// Receipts for everything that there is, gaps included.
    private func deliver(_ journal: Journal) async throws {
        for _ in 0..<2 {
            for stream in try await journal.status().streams {
                try await journal.receive(stream.stream, [0..<stream.next], epoch: stream.epoch)
            }
        }
    }

    /// Loses everything but the marks and what stands beside the keys.
    private func lose() async throws -> Journal {
        try DurableFile.replace(folder.database, with: [])
        try DurableFile.replace(folder.database + "-wal", with: [])
        let journal = try await folder.open(projector: .node)
        try await settle(journal)
        return journal
    }

    private func settle(_ journal: Journal) async throws {
        while try await journal.status().isRecovering {}
    }

    private func give(_ centre: Centre, _ stream: FieldModel.Stream, to journal: Journal) async throws -> Bool
    {
        let isTaken = try await journal.take(
            centre.rows[stream] ?? [],
            of: stream,
            through: centre.through[stream] ?? [:]
        )
        try await settle(journal)
        return isTaken
    }

    private func onboard(_ journal: Journal) async throws -> [String]? {
        guard let bytes = try await journal.projection(Projections.onboard) else { return nil }
        return (try? OnboardState(decoding: bytes))?.tagged.keys.map(\.rawValue).sorted()
    }

    private func balance(_ journal: Journal, _ lot: Token = "L1") async throws -> Int64? {
        let bytes = try await journal.projection(Projections.name(of: Given.key(lot)))
        return try bytes.map { try StockState(decoding: $0).balance }
    }

    @Test func `what was lost is known again, and what came since is folded on top`() async throws {
        let centre = try await fill()
        var journal = try await lose()
        #expect(try await journal.status().unknownStreams == Set(Self.streams))
        #expect(try await journal.status().unboundedStreams.isEmpty)
        // Written while nobody knows: without a balance, without a load.
        _ = try await journal.append([Given.stock(-4), Given.embark("D")])
        try await deliver(journal)
        _ = try await journal.append([Given.stock(-1), Given.embark("E")])
        for stream in Self.streams { #expect(try await give(centre, stream, to: journal)) }
        for _ in 0..<2 {
            #expect(try await journal.status().unknownStreams.isEmpty)
            #expect(try await onboard(journal) == ["B", "C", "D", "E"])
            #expect(try await balance(journal) == 4)
            #expect(try await balance(journal, "L2") == 0)
            #expect(try await journal.projection(Projections.name(of: Given.key("L3"))) == nil)
            // Also after a restart.
            await journal.close()
            journal = try await folder.open(projector: .node)
        }
        let written = try await journal.append([Given.stock(6)])
        let stored = try #require(await journal.all(.stock).first { $0.identity == written.identities[0] })
        guard case .stockMovement(let movement) = try Event(canonicalBytes: stored.bytes).body else {
            Issue.record("no movement")
            return
        }
        #expect(movement.balanceAfter == 10)
        await journal.close()
    }

    @Test func `each stream is known again by itself`() async throws {
        let centre = try await fill()
        let journal = try await lose()
        try await deliver(journal)
        #expect(try await give(centre, .stock, to: journal))
        #expect(try await journal.status().unknownStreams == [.patients])
        #expect(try await balance(journal) == 9)
        #expect(try await onboard(journal) == nil)
        #expect(try await journal.projection(Projections.onboard) == StoredState.unknown.bytes)
        await journal.close()
    }

    @Test func `a baseline that lacks something that is here changes nothing`() async throws {
        let centre = try await fill()
        let journal = try await lose()
        // The gaps of the old epoch are not delivered yet.
        #expect(try await !give(centre, .stock, to: journal))
        try await deliver(journal)
        // It knows of an event of this epoch that is not delivered, or does not exist.
        let epoch = try await journal.status().epoch
        var later = centre
        later.through[.stock]?[epoch] = 1
        #expect(try await !give(later, .stock, to: journal))
        _ = try await journal.append([Given.stock(-4)])
        #expect(try await !give(later, .stock, to: journal))
        // An epoch after this one, and too little of one before.
        later.through[.stock] = [Epoch(counter: 99, random: 1): 0]
        #expect(try await !give(later, .stock, to: journal))
        later.through[.stock] = centre.through[.stock]?.mapValues { $0 - 1 }
        #expect(try await !give(later, .stock, to: journal))
        #expect(try await journal.status().unknownStreams == Set(Self.streams))
        #expect(try await journal.projection(Self.lot) == StoredState.unknown.bytes)
        #expect(try await give(centre, .stock, to: journal))
        #expect(try await balance(journal) == 5)
        // What is known is not replaced.
        await journal.close()
    }

    @Test func `what was lost after the baseline leaves state unknown`() async throws {
        let centre = try await fill()
        var journal = try await lose()
        _ = try await journal.append([Given.stock(-4)])
        await journal.close()
        journal = try await lose()
        try await deliver(journal)
        #expect(try await !give(centre, .stock, to: journal))
        #expect(try await journal.status().unknownStreams == Set(Self.streams))
        await journal.close()
    }

    @Test func `a journal that vanished marks and all says that nobody knows how far it came`() async throws {
        _ = try await fill()
        for name in try folder.files().keys where name.hasPrefix("journal/") {
            #expect(unlink("\(folder.path)/\(name)") == 0)
        }
        for _ in 0..<2 {
            let journal = try await folder.open(projector: .node)
            try await settle(journal)
            #expect(try await journal.status().unboundedStreams == Set(Self.streams))
            await journal.close()
        }
    }

    @Test func `a crash between two steps of taking it leaves nothing wrong`() async throws {
        let centre = try await fill()
        let journal = try await lose()
        _ = try await journal.append([Given.stock(-4), Given.embark("D")])
        try await deliver(journal)
        let rows = try #require(centre.rows[.stock])
        let through = try #require(centre.through[.stock])
        var images: [JournalFolder] = [try folder.copy()]
        let stamp = try await journal.perform { engine throws(JournalError) in
            try engine.beginBaseline(.stock, through: through)
        }
        images.append(try folder.copy())
        for row in rows.indices {
            try await journal.perform { engine throws(JournalError) in
                try engine.takeBaseline(rows[row...row], stamp: stamp ?? 0)
            }
            images.append(try folder.copy())
            // Appends go on, and nothing is folded meanwhile.
            _ = try await journal.append([Given.stock(-1)])
            images.append(try folder.copy())
        }
        try await journal.perform { engine throws(JournalError) in try engine.endBaseline(.stock, rows) }
        images.append(try folder.copy())
        try await settle(journal)
        images.append(try folder.copy())
        #expect(try await balance(journal) == 9 - 4 - Int64(rows.count))
        await journal.close()
        for image in images {
            let twin = try await image.open(projector: .node)
            try await settle(twin)
            // Known and right, or unknown: then the same baseline makes it right.
            let issued = try await twin.all(.stock).reduce(into: Int64(0)) { sum, stored in
                guard case .stockMovement(let movement) = try Event(canonicalBytes: stored.bytes).body else {
                    return
                }
                sum += movement.delta
            }
            if try await twin.status().unknownStreams.contains(.stock) {
                let present = try? await balance(twin)
                #expect([nil, 9 + issued].contains(present))
                #expect(try await give(centre, .stock, to: twin))
            }
            #expect(try await balance(twin) == 9 + issued)
            #expect(try await balance(twin, "L2") == 0)
            #expect(try await twin.isSound())
            await twin.close()
        }
    }

    @Test func `thousands of rows are taken while events are appended`() async throws {
        let journal = try await folder.open(projector: .node)
        for first in stride(from: 0, to: 3_000, by: 60) {
            _ = try await journal.append(
                (first..<first + 60).map { Given.stock(5, lot: Token(rawValue: "L\($0)") ?? "?") }
            )
        }
        let centre = try await centre(of: journal)
        try await deliver(journal)
        await journal.close()
        let next = try await lose()
        try await deliver(next)
        async let isTaken = give(centre, .stock, to: next)
        for number in 0..<200 {
            _ = try await next.append([Given.stock(-1, lot: Token(rawValue: "L\(number)") ?? "?")])
        }
        #expect(try await isTaken)
        try await settle(next)
        for number in [0, 1, 199, 200, 2_999] {
            let lot = Token(rawValue: "L\(number)") ?? "?"
            #expect(try await balance(next, lot) == (number < 200 ? 4 : 5))
        }
        await next.close()
    }

    @Test func `what was delivered and retired after the baseline leaves state unknown`() async throws {
        let centre = try await fill()
        let journal = try await lose()
        _ = try await journal.append([Given.stock(-4)])
        _ = try await journal.append([Given.stock(-1)])
        try await deliver(journal)
        try await journal.perform { engine throws(JournalError) in
            try engine.retire(engine.epochs.count - 1, .stock, 0..<1)
        }
        #expect(try await !give(centre, .stock, to: journal))
        #expect(try await journal.projection(Self.lot) == StoredState.unknown.bytes)
        await journal.close()
    }

    @Test func `nothing after the baseline is retired before it is folded`() async throws {
        let centre = try await fill()
        let journal = try await lose()
        _ = try await journal.append([Given.stock(-4)])
        try await deliver(journal)
        let rows = try #require(centre.rows[.stock])
        let through = try #require(centre.through[.stock])
        let kept = try await journal.perform { engine throws(JournalError) -> [Bool] in
            let stamp = try engine.beginBaseline(.stock, through: through)
            let isRetired = try engine.retireOldest(of: [.stock])
            try engine.takeBaseline(rows[...], stamp: stamp ?? 0)
            try engine.endBaseline(.stock, rows)
            // Still to be folded: where it has to go, the row is not believed.
            return [stamp != nil, isRetired, try engine.retireOldest(of: [.stock])]
        }
        #expect(kept == [true, false, true])
        try await settle(journal)
        #expect(try await journal.status().unknownStreams.contains(.stock))
        #expect(try await journal.projection(Self.lot) == StoredState.unknown.bytes)
        await journal.close()
    }

    @Test func `what is retired while everything is folded again is not missing from a row that is believed`()
        async throws
    {
        let journal = try await folder.open(projector: .node)
        _ = try await journal.append([Given.stock(7), Given.stock(2), Given.stock(3, lot: "L2")])
        try await deliver(journal)
        let stale = Seal.Projection(
            name: Self.lot,
            stamp: Schema.rowID(epoch: 0, stream: FieldModel.Stream.stock.rawValue, offset: 0),
            state: try #require(await journal.projection(Self.lot))
        )
        let isRetired = try await journal.perform { engine throws(JournalError) in
            try engine.commit { () throws(JournalError) in
                try engine.saveProjections()
                try engine.store(stale, engine.seal.hide(Self.lot))
                try engine.beginRebuild()
            }
            engine.forgetCache()
            return try engine.retireOldest(of: [.stock])
        }
        #expect(isRetired)
        try await settle(journal)
        #expect(try await journal.projection(Self.lot) == StoredState.unknown.bytes)
        await journal.close()
    }

    @Test func `a journal that was restored from a copy, marks and all, knows nothing once a receipt tells`()
        async throws
    {
        let journal = try await folder.open(projector: .node)
        _ = try await journal.append([Given.stock(7), Given.embark("A")])
        await journal.close()
        let copy = try folder.copy()
        let original = try await folder.open(projector: .node)
        _ = try await original.append([Given.stock(-2), Given.embark("B")])
        _ = try await original.append([Given.alarm])
        let centre = try await centre(of: original)
        let epoch = try await original.status().epoch
        await original.close()
        var restored = try await copy.open(projector: .node)
        #expect(try await balance(restored) == 7)
        // It shows in one stream, and concerns all.
        #expect(try await restored.receive(.alarm, [0..<1], epoch: epoch).showsRollback)
        for _ in 0..<2 {
            #expect(try await restored.status().unknownStreams == Set(Self.streams))
            #expect(try await restored.status().unboundedStreams == Set(Self.streams))
            await restored.close()
            restored = try await copy.open(projector: .node)
        }
        try await deliver(restored)
        #expect(try await give(centre, .stock, to: restored))
        #expect(try await balance(restored) == 5)
        await restored.close()
    }

    @Test func `an epoch that only the coordinator knows makes a person decide`() async throws {
        let centre = try await fill()
        let journal = try await lose()
        try await deliver(journal)
        var other = centre
        other.through[.stock]?[Epoch(counter: 1, random: 77)] = 5
        #expect(try await !give(other, .stock, to: journal))
        #expect(try await journal.status().unboundedStreams == [.stock])
        #expect(try await give(other, .stock, to: journal))
        #expect(try await journal.status().unboundedStreams.isEmpty)
        await journal.close()
    }

    @Test func `what is retired while a damaged journal is searched is missing from no row that is believed`()
        async throws
    {
        var journal = try await folder.open(projector: .node)
        _ = try await journal.append([Given.stock(7)])
        let stale = Seal.Projection(
            name: Self.lot,
            stamp: Schema.rowID(epoch: 0, stream: FieldModel.Stream.stock.rawValue, offset: 0),
            state: try #require(await journal.projection(Self.lot))
        )
        _ = try await journal.append([Given.stock(2)])
        await journal.close()
        var bytes = try #require(try DurableFile.read(folder.database, limit: 1 << 22))
        bytes[100] = 0x77
        try DurableFile.replace(folder.database, with: bytes)
        let settings = JournalSettings(
            directory: folder.journal,
            keysDirectory: folder.keys,
            node: JournalFolder.node
        )
        do {
            var opening = Opening(
                settings: settings,
                key: JournalFolder.key,
                bootID: JournalFolder.boot,
                projector: .node
            )
            let engine = try opening.run()
            #expect(try engine.salvageStep())
            // Its row was written before the last movement, and is found last.
            let id = Schema.projectionID(engine.seal.hide(Self.lot))
            try engine.connection.prepare("DELETE FROM projection WHERE id = ?").bind(1, id).run()
            _ = try engine.acknowledge(
                .stock,
                Recipient(coordinator: 1, incarnation: [UInt8](repeating: 1, count: 16)),
                [(engine.epochs[0].epoch, .stock, IntervalSet([0..<2]))]
            )
            #expect(try engine.retireOldest(of: [.stock]))
            try engine.loadProjectionState()
            try engine.commit { () throws(JournalError) in try engine.keep(projection: stale) }
            while try engine.salvageStep() {}
            while engine.rebuild != nil { try engine.rebuildStep() }
            #expect(try engine.projection(Self.lot) as? StoredState == .unknown)
            #expect(engine.retiredUnfolded.isEmpty)
            engine.end()
        }
        journal = try await folder.open(projector: .node)
        #expect(try await journal.projection(Self.lot) == StoredState.unknown.bytes)
        await journal.close()
    }
}
