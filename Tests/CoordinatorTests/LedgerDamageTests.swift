import Coordinator
import Exchange
import FieldModel
import Glibc
import Store
import TestKit
import Testing

@Suite struct LedgerDamageTests {
    @Test func `a database that cannot be read makes room for a new one that knows the nodes`() async throws {
        let site = try Site()
        let image = LedgerImage(site: site)
        let ledger = try await site.openLedger()
        try await ledger.deliver(fixes: 0..<50)
        await ledger.close()
        let sound = try #require(image.read(""))
        let damages: [(inout [UInt8]) -> Void] = [
            { bytes in for index in 0..<4096 { bytes[index] = 0 } },
            { bytes in for index in 0..<bytes.count { bytes[index] = 0xFF } },
            { bytes in bytes.removeLast(bytes.count - 5000) },
        ]
        for (number, damage) in damages.enumerated() {
            var bytes = sound
            damage(&bytes)
            image.write(bytes, "")
            let again = try await image.open()
            #expect(again.life.cause == .damaged && again.incarnation != ledger.incarnation)
            #expect(image.read(".damaged-\(number + 1)") == bytes)
            #expect(again.node(Site.node)?.keys == site.nodeKeys.publicKeys)
            #expect(try await again.track.isEmpty)
            try await again.deliver(fixes: 0..<2)
            await again.close()
        }
    }

    @Test func `a row that does not parse sets the database aside, and its nodes are read from there`()
        async throws
    {
        let site = try Site()
        let image = LedgerImage(site: site)
        let ledger = try await site.openLedger()
        try await ledger.deliver(fixes: 0..<3)
        await ledger.close()
        try Connection(path: site.database).execute("UPDATE lane SET received = x'80'")
        unlink(site.database + ".nodes")
        let again = try await image.open()
        #expect(again.life.cause == .damaged && image.exists(".damaged-1"))
        #expect(again.node(Site.node)?.callSign == "A 7")
        await again.close()
        // In the database too, not only in memory.
        let later = try await image.open()
        #expect(later.node(Site.node)?.callSign == "A 7" && later.findings.isEmpty)
        await later.close()
    }

    @Test func `a file that never was a database is refused and left alone`() async throws {
        let site = try Site()
        let image = LedgerImage(site: site)
        let bytes = [UInt8](repeating: 0x41, count: 9000)
        image.write(bytes, "")
        await #expect(throws: LedgerError.foreign(path: site.database)) { try await image.open() }
        #expect(image.snapshot() == ["": bytes])
        unlink(site.database)
        try Connection(path: site.database).execute("CREATE TABLE theirs (a)")
        let theirs = image.snapshot()
        await #expect(throws: LedgerError.foreign(path: site.database)) { try await image.open() }
        #expect(image.snapshot() == theirs)
    }

    @Test(arguments: 1...20) func `with any page damaged the ledger comes up and takes everything again`(
        seed: UInt64
    ) async throws {
        var dice = SplitMix(seed)
        let site = try Site()
        let image = LedgerImage(site: site)
        let ledger = try await site.openLedger()
        try await ledger.deliver(fixes: 0..<400)
        await ledger.close()
        var bytes = try #require(image.read(""))
        let page = Int.random(in: 0..<bytes.count / 4096, using: &dice)
        for _ in 0..<64 {
            bytes[page * 4096 + .random(in: 100..<4096, using: &dice)] = .random(in: 0...255, using: &dice)
        }
        image.write(bytes, "")
        // What is found in the middle of a delivery ends that life; the service manager starts the next.
        var isWhole = false
        for _ in 0..<3 where !isWhole {
            let again = try await image.open()
            do {
                try await again.deliver(fixes: 0..<410)
                isWhole = true
                #expect(try await again.track == IntervalSet([0..<410]))
                #expect(again.node(Site.node) != nil)
            } catch is LedgerError {}
            await again.close()
        }
        #expect(isWhole)
    }

    @Test func `a database of schema 1 is brought forward and keeps its incarnation`() async throws {
        let site = try Site()
        let image = LedgerImage(site: site)
        try Self.makeFirstSchema(site)
        let ledger = try await image.open()
        #expect(ledger.incarnation == [UInt8](repeating: 7, count: 16) && ledger.findings.isEmpty)
        let key = Lane.Key(node: Site.node, epoch: BundleFixture.epoch, stream: .track)
        let lane = try #require(try await ledger.lane(key))
        #expect(lane.received == IntervalSet([0..<2, 5..<6]) && lane.next == 9)
        #expect(lane.gaps == [.thinned: IntervalSet([2..<5]), .lost: IntervalSet([6..<7])])
        #expect(image.exists(".schema1") && image.mode(".schema1") == 0o600)
        try await ledger.deliver(fixes: 7..<9)
        await ledger.close()
        let again = try await image.open()
        #expect(again.incarnation == ledger.incarnation && !image.exists(".schema1"))
        #expect(try await again.lane(key)?.isComplete == true)
        await again.close()
    }

    /// The tables as the first version made them.
    private static func makeFirstSchema(_ site: Site) throws {
        let connection = try Connection(path: site.database)
        try connection.execute(
            """
            PRAGMA page_size = 4096; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL;
            CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
            CREATE TABLE node (id INTEGER PRIMARY KEY, keys BLOB NOT NULL, call_sign TEXT NOT NULL,
                added INTEGER NOT NULL, revoked INTEGER, contact INTEGER);
            CREATE TABLE lane (id INTEGER PRIMARY KEY, node INTEGER NOT NULL, epoch INTEGER NOT NULL,
                stream INTEGER NOT NULL, next INTEGER NOT NULL DEFAULT 0, duplicates INTEGER NOT NULL DEFAULT 0,
                conflicts INTEGER NOT NULL DEFAULT 0, received BLOB NOT NULL DEFAULT x'',
                thinned BLOB NOT NULL DEFAULT x'', retired BLOB NOT NULL DEFAULT x'', lost BLOB NOT NULL DEFAULT x'',
                UNIQUE (node, epoch, stream));
            CREATE TABLE event (lane INTEGER NOT NULL, offset INTEGER NOT NULL, bytes BLOB NOT NULL,
                PRIMARY KEY (lane, offset)) WITHOUT ROWID;
            CREATE TABLE conflict (lane INTEGER NOT NULL, offset INTEGER NOT NULL, stored_digest BLOB NOT NULL,
                other_digest BLOB NOT NULL, bytes BLOB NOT NULL, at INTEGER NOT NULL,
                PRIMARY KEY (lane, offset, other_digest)) WITHOUT ROWID;
            CREATE TABLE boot (node INTEGER NOT NULL, epoch INTEGER NOT NULL, ordinal INTEGER NOT NULL,
                record BLOB, arrival INTEGER, PRIMARY KEY (node, epoch, ordinal)) WITHOUT ROWID;
            CREATE TABLE projection (node INTEGER NOT NULL, name TEXT NOT NULL, state BLOB NOT NULL,
                PRIMARY KEY (node, name)) WITHOUT ROWID;
            PRAGMA application_id = 0x424B5643; PRAGMA user_version = 1;
            """
        )
        let coordinator = site.keys.keySet.coordinator
        let number = (0..<8).map { UInt8(truncatingIfNeeded: coordinator >> (56 - 8 * UInt64($0))) }
        for (name, value) in [("coordinator", number), ("incarnation", [UInt8](repeating: 7, count: 16))] {
            try connection.prepare("INSERT INTO meta VALUES (?, ?)").bind(1, name).bind(2, value).run()
        }
        try connection.prepare("INSERT INTO node VALUES (7, ?, 'A 7', 1, NULL, NULL)")
            .bind(1, site.nodeKeys.publicKeys.bytes).run()
        try connection.prepare(
            "INSERT INTO lane VALUES (1, 7, ?, 4, 9, 0, 0, x'00020301', x'0203', x'', x'0601')"
        )
        .bind(1, Int64(bitPattern: BundleFixture.epoch.rawValue)).run()
        for offset: UInt64 in [0, 1, 5] {
            try connection.prepare("INSERT INTO event VALUES (1, ?, ?)")
                .bind(1, Int64(offset)).bind(2, try BundleFixture.fix(offset).bytes).run()
        }
    }
}
