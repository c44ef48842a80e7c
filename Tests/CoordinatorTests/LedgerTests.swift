import Coordinator
import Exchange
import FieldModel
import Store
import Testing
import Wire
import Workflows

@Suite struct LedgerTests {
    private let track = Lane.Key(node: Site.node, epoch: BundleFixture.epoch, stream: .track)

    @Test func `an event that comes again changes only a counter`() async throws {
        let site = try Site()
        let ledger = try await site.openLedger()
        let bundle = BundleFixture.bundle([
            try BundleFixture.movement(0, 5), try BundleFixture.movement(1, -2),
        ])
        let first = try await ledger.deliver(BundleFixture.delivery(bundle))
        let rows = try await ledger.projections(of: Site.node)
        let second = try await ledger.deliver(BundleFixture.delivery(bundle))
        #expect(first.new == 2 && first.duplicates == 0)
        #expect(second.new == 0 && second.duplicates == 2 && second.conflicts == 0)
        #expect(first.durable == second.durable)
        #expect(try await ledger.projections(of: Site.node) == rows)
        let state = try #require(rows.first { $0.key.hasPrefix("stock/") })
        #expect(try StockState(decoding: state.value).balance == 3)
        await ledger.close()
    }

    @Test func `the same identity with another content is kept as a conflict and never merged`() async throws
    {
        let site = try Site()
        let ledger = try await site.openLedger()
        _ = try await ledger.deliver(
            BundleFixture.delivery(BundleFixture.bundle([try BundleFixture.movement(0, 5)]))
        )
        let rows = try await ledger.projections(of: Site.node)
        let other = BundleFixture.bundle([try BundleFixture.movement(0, 6)])
        let result = try await ledger.deliver(BundleFixture.delivery(other))
        _ = try await ledger.deliver(BundleFixture.delivery(other))
        #expect(result.conflicts == 1 && result.new == 0)
        #expect(try await ledger.projections(of: Site.node) == rows)
        let lane = try await ledger.lane(.init(node: Site.node, epoch: BundleFixture.epoch, stream: .stock))
        #expect(lane?.conflicts == 1)
        await ledger.close()
    }

    @Test func `gaps and events account for every offset in either order`() async throws {
        let gap = Gap(
            stream: .track,
            epoch: BundleFixture.epoch,
            first: 0,
            count: 10,
            reason: .thinned,
            kept: [0b0000_1001, 0b10]
        )
        let events = [try BundleFixture.fix(0), try BundleFixture.fix(3), try BundleFixture.fix(9)]
        let head = Bundle.Head(epoch: BundleFixture.epoch, stream: .track, next: 12)
        var lanes: [Lane] = []
        for order in [[0, 1], [1, 0]] {
            let site = try Site()
            let ledger = try await site.openLedger()
            let bundles = [BundleFixture.bundle(events, heads: [head]), BundleFixture.bundle(gaps: [gap])]
            for index in order { _ = try await ledger.deliver(BundleFixture.delivery(bundles[index])) }
            lanes.append(try #require(try await ledger.lane(track)))
            await ledger.close()
        }
        for lane in lanes {
            #expect(lane.durable == IntervalSet([0..<10]))
            #expect(lane.gapCounts.map(\.count) == [7])
            #expect(lane.next == 12 && !lane.isComplete)
            #expect(lane.durable.missing(in: 0..<lane.next) == [10..<12])
        }
    }

    @Test func `a receipt claims exactly what the bundle names`() async throws {
        let site = try Site()
        let ledger = try await site.openLedger()
        _ = try await ledger.deliver(BundleFixture.delivery(BundleFixture.bundle([try BundleFixture.fix(4)])))
        let result = try await ledger.deliver(
            BundleFixture.delivery(BundleFixture.bundle([try BundleFixture.fix(5)]))
        )
        #expect(
            result.durable == [
                Receipt.Durable(epoch: BundleFixture.epoch, stream: .track, offsets: IntervalSet([4..<6]))
            ]
        )
        await ledger.close()
    }

    @Test func `everything is there after a restart, under the same incarnation`() async throws {
        let site = try Site()
        let ledger = try await site.openLedger()
        let gap = Gap(stream: .track, epoch: BundleFixture.epoch, first: 2, count: 3, reason: .lost)
        let bundle = BundleFixture.bundle([try BundleFixture.fix(0), try BundleFixture.fix(9)], gaps: [gap])
        _ = try await ledger.deliver(BundleFixture.delivery(bundle))
        let rows = try await ledger.projections(of: Site.node)
        let lane = try #require(try await ledger.lane(track))
        let incarnation = ledger.incarnation
        await ledger.close()

        let again = try await site.openLedger()
        #expect(again.incarnation == incarnation)
        #expect(try await again.projections(of: Site.node) == rows)
        let loaded = try #require(try await again.lane(track))
        #expect(loaded.received == lane.received && loaded.gaps == lane.gaps && loaded.next == lane.next)
        #expect(again.node(Site.node)?.contact == 1_800_000_000_000)
        await again.close()
    }

    @Test func `an event that this version cannot read is stored and acknowledged, not folded`() async throws
    {
        let site = try Site()
        let ledger = try await site.openLedger()
        let identity = { (offset: UInt64) in
            EventIdentity(node: Site.node, epoch: BundleFixture.epoch, stream: .patients, offset: offset)
        }
        let events = [
            StoredEvent(identity: identity(0), bytes: [0xFF, 0xFF, 0xFF]),
            StoredEvent(identity: identity(1), bytes: [0xFA, 0x3F, 0x01, 0x00]),
            // A fix outside its own stream.
            StoredEvent(identity: identity(2), bytes: try BundleFixture.fix(0).bytes),
            // A sample of probe p whose quantity, 200, a later version knows.
            StoredEvent(
                identity: identity(3),
                bytes: [0xD2, 0x01, 0x08, 0x0A, 0x01, 0x70, 0x10, 0xC8, 0x01, 0x18, 0x02]
            ),
        ]
        let result = try await ledger.deliver(BundleFixture.delivery(BundleFixture.bundle(events)))
        #expect(result.durable.first?.offsets == IntervalSet([0..<4]))
        #expect(try await ledger.projections(of: Site.node).isEmpty)
        await ledger.close()
    }

    @Test func `another coordinator's database is refused`() async throws {
        let site = try Site()
        await (try await site.openLedger()).close()
        await #expect(throws: LedgerError.otherCoordinator(path: site.database)) {
            try await Ledger.open(path: site.database, coordinator: 1)
        }
    }

    @Test func `a second process is refused`() async throws {
        let site = try Site()
        let ledger = try await site.openLedger()
        await #expect(throws: LedgerError.inUse(path: site.database)) { try await site.openLedger() }
        await ledger.close()
    }

    @Test func `a newer schema and a foreign file are refused`() async throws {
        let site = try Site()
        await (try await site.openLedger()).close()
        do {
            let connection = try Connection(path: site.database)
            try connection.execute("PRAGMA user_version = 99")
        }
        await #expect(throws: LedgerError.newerSchema(found: 99, supported: 2)) {
            try await site.openLedger()
        }
        do {
            let connection = try Connection(path: site.database)
            try connection.execute("PRAGMA application_id = 1")
        }
        await #expect(throws: LedgerError.foreign(path: site.database)) { try await site.openLedger() }
    }

    @Test func `a known number with other keys is refused`() async throws {
        let site = try Site()
        let ledger = try await site.openLedger()
        await #expect(throws: NodeError.otherKeys(Site.node)) {
            try await ledger.addNode(Site.node, keys: PrivateKeys().publicKeys, callSign: "B", at: 2)
        }
        try await ledger.revokeNode(Site.node, at: 3)
        #expect(ledger.node(Site.node)?.revoked == 3)
        try await ledger.addNode(Site.node, keys: site.nodeKeys.publicKeys, callSign: "A 8", at: 4)
        #expect(ledger.node(Site.node)?.revoked == nil)
        #expect(ledger.node(Site.node)?.callSign == "A 8")
        await ledger.close()
    }
}
