import Coordinator
import Exchange
import FieldModel
import Glibc
import TestKit
import Testing

@Suite struct IncarnationTests {
    @Test func `a killed coordinator goes on with its incarnation and everything that it answered`()
        async throws
    {
        let site = try Site()
        let image = LedgerImage(site: site)
        let ledger = try await site.openLedger()
        try await ledger.deliver(fixes: 0..<5)
        let killed = image.snapshot()
        let incarnation = ledger.incarnation
        await ledger.close()
        #expect(killed["-wal"]?.isEmpty == false)
        image.lay(killed, removingOthers: true)
        let again = try await image.open()
        #expect(again.incarnation == incarnation && again.findings.isEmpty)
        #expect(try await again.track == IntervalSet([0..<5]))
        await again.close()
    }

    @Test func `an older copy laid over the database begins a new incarnation and takes no revocation back`()
        async throws
    {
        let site = try Site()
        let image = LedgerImage(site: site)
        var ledger = try await site.openLedger()
        try await ledger.deliver(fixes: 0..<2)
        let incarnation = ledger.incarnation
        await ledger.close()
        let yesterday = image.snapshot([""])
        ledger = try await image.open()
        try await ledger.deliver(fixes: 2..<4)
        try await ledger.revokeNode(Site.node, at: 5)
        let stranger = PrivateKeys().publicKeys
        try await ledger.addNode(NodeID(8), keys: stranger, callSign: "B 8", at: 6)
        await ledger.close()
        image.lay(yesterday)
        ledger = try await image.open()
        #expect(ledger.incarnation != incarnation && ledger.life.cause == .older)
        #expect(ledger.findings.count == 1)
        #expect(ledger.node(Site.node)?.revoked == 5)
        #expect(ledger.node(NodeID(8))?.keys == stranger)
        #expect(try await ledger.track == IntervalSet([0..<2]))
        let renewed = ledger.incarnation
        await ledger.close()
        // It is new once, not at every start.
        ledger = try await image.open()
        #expect(ledger.incarnation == renewed && ledger.findings.isEmpty)
        await ledger.close()
    }

    @Test func `a backup laid over the database of a killed coordinator is not mixed with its WAL`()
        async throws
    {
        let site = try Site()
        let image = LedgerImage(site: site)
        let ledger = try await site.openLedger()
        try await ledger.deliver(fixes: 0..<3)
        try await ledger.backup(to: site.directory + "/copy", replacing: false)
        try await ledger.deliver(fixes: 3..<9)
        let killed = image.snapshot()
        await ledger.close()
        image.lay(killed, removingOthers: true)
        rename(site.directory + "/copy", site.database)
        let again = try await image.open()
        #expect(again.life.cause == .restored && again.incarnation != ledger.incarnation)
        #expect(again.findings.count == 2)
        #expect(try await again.track == IntervalSet([0..<3]))
        #expect(image.exists(".wal-1"))
        await again.close()
    }

    @Test func `a WAL that lost its tail begins a new incarnation`() async throws {
        let site = try Site()
        let image = LedgerImage(site: site)
        let ledger = try await site.openLedger()
        try await ledger.deliver(fixes: 0..<5)
        var killed = image.snapshot()
        await ledger.close()
        // One flipped bit in the last frame: SQLite silently ends the log before it.
        let length = try #require(killed["-wal"]?.count)
        killed["-wal"]?[length - 10] ^= 1
        image.lay(killed, removingOthers: true)
        let again = try await image.open()
        #expect(again.life.cause == .older && again.incarnation != ledger.incarnation)
        #expect(try await again.track == IntervalSet([0..<4]))
        await again.close()
    }

    @Test func `a lost or broken witness and a database of another life begin a new incarnation`()
        async throws
    {
        let site = try Site()
        let image = LedgerImage(site: site)
        let ledger = try await site.openLedger()
        try await ledger.deliver(fixes: 0..<1)
        await ledger.close()
        let first = image.snapshot()
        unlink(site.database + ".witness")
        let second = try await image.open()
        #expect(second.life.cause == .unwitnessed)
        await second.close()

        image.write([UInt8](repeating: 0, count: 1024), ".witness")
        let third = try await image.open()
        #expect(third.life.cause == .unwitnessed && third.incarnation != second.incarnation)
        try await third.deliver(fixes: 1..<2)
        await third.close()

        image.lay(["": first[""] ?? []])
        let fourth = try await image.open()
        #expect([.older, .mismatched].contains(fourth.life.cause))
        #expect(![ledger, second, third].map(\.incarnation).contains(fourth.incarnation))
        await fourth.close()
    }

    @Test func `a database that went on elsewhere is not taken for this one's future`() async throws {
        let site = try Site()
        let image = LedgerImage(site: site)
        var ledger = try await site.openLedger()
        await ledger.close()
        let fork = image.snapshot()
        ledger = try await image.open()
        try await ledger.deliver(fixes: 0..<1)
        await ledger.close()
        let here = image.snapshot()
        // The copy runs further than the original.
        image.lay(fork, removingOthers: true)
        ledger = try await image.open()
        try await ledger.deliver(fixes: 5..<15)
        await ledger.close()
        let there = image.snapshot([""])
        image.lay(here, removingOthers: true)
        image.lay(there)
        let again = try await image.open()
        #expect(again.life.cause == .mismatched && again.incarnation != ledger.incarnation)
        await again.close()
    }

    @Test func `a deleted database comes back empty, with its nodes`() async throws {
        let site = try Site()
        let image = LedgerImage(site: site)
        let ledger = try await site.openLedger()
        try await ledger.deliver(fixes: 0..<1)
        await ledger.close()
        unlink(site.database)
        let again = try await image.open()
        #expect(again.life.cause == .gone && again.incarnation != ledger.incarnation)
        #expect(again.node(Site.node)?.keys == site.nodeKeys.publicKeys)
        #expect(try await again.track.isEmpty)
        await again.close()
    }

    /// A node that believes receipts, against a ledger whose files are copied back at random.
    @Test(arguments: 1...8) func `no receipt that still counts names an event that the ledger lacks`(
        seed: UInt64
    ) async throws {
        var dice = SplitMix(seed)
        let site = try Site()
        let image = LedgerImage(site: site)
        var ledger = try await site.openLedger()
        var snapshots = [image.snapshot([""])]
        var believed = (incarnation: ledger.incarnation, offsets: IntervalSet())
        for step in 0..<40 {
            switch Int.random(in: 0..<8, using: &dice) {
            case 0:
                // At rest, the database alone is a whole copy.
                await ledger.close()
                snapshots.append(image.snapshot([""]))
                ledger = try await image.open()
            case 1:
                await ledger.close()
                image.lay(snapshots.randomElement(using: &dice) ?? [:])
                ledger = try await image.open()
            case 2:
                // Killed, and an older file laid over what is left.
                let killed = image.snapshot()
                await ledger.close()
                image.lay(killed, removingOthers: true)
                if Bool.random(using: &dice) { image.lay(snapshots.randomElement(using: &dice) ?? [:]) }
                ledger = try await image.open()
            case 3:
                let killed = image.snapshot()
                await ledger.close()
                var cut = killed
                if let wal = killed["-wal"] {
                    cut["-wal"] = Array(wal.prefix(.random(in: 0...wal.count, using: &dice)))
                }
                image.lay(cut, removingOthers: true)
                ledger = try await image.open()
            default:
                let offset = UInt64.random(in: 0..<200, using: &dice)
                let bundle = BundleFixture.bundle([try BundleFixture.fix(offset)])
                let result = try await ledger.deliver(BundleFixture.delivery(bundle))
                if ledger.incarnation != believed.incarnation {
                    believed = (ledger.incarnation, IntervalSet())
                }
                for durable in result.durable { believed.offsets.formUnion(durable.offsets) }
            }
            guard ledger.incarnation == believed.incarnation else { continue }
            let held = try await ledger.track
            let lacking = believed.offsets.ranges.flatMap { held.missing(in: $0) }
            #expect(lacking.isEmpty, "step \(step)")
        }
        await ledger.close()
    }
}
