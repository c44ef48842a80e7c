import Coordinator
import Exchange
import FieldModel
import Glibc
import Store
import Testing

@Suite struct BackupTests {
    @Test func `a backup that is made while deliveries go on is whole`() async throws {
        let site = try Site()
        let ledger = try await site.openLedger()
        try await ledger.deliver(fixes: 0..<500)
        let copy = site.directory + "/copy"
        async let backup: Void = ledger.backup(to: copy, replacing: false)
        try await ledger.deliver(fixes: 500..<700)
        try await backup
        await ledger.close()
        var information = stat()
        #expect(stat(copy, &information) == 0 && information.st_mode & 0o777 == 0o600)
        for suffix in ["-wal", "-journal", ".partial"] { #expect(access(copy + suffix, F_OK) != 0) }

        let coordinator = site.keys.keySet.coordinator
        let stored = try Connection(path: copy, mode: .readOnly).integer("SELECT count(*) FROM event")
        let restored = try await Ledger.open(path: copy, coordinator: coordinator)
        #expect(restored.life.cause == .restored && restored.incarnation != ledger.incarnation)
        let track = try await restored.track
        #expect(track.ranges.count == 1 && track.contains(499))
        #expect(stored == Int64(track.count))
        #expect(restored.node(Site.node) != nil)
        await restored.close()
    }

    @Test func `a backup overwrites only what it is told to`() async throws {
        let site = try Site()
        let ledger = try await site.openLedger()
        let copy = site.directory + "/copy"
        try await ledger.backup(to: copy, replacing: false)
        await #expect(throws: BackupError.exists(path: copy)) {
            try await ledger.backup(to: copy, replacing: false)
        }
        try await ledger.backup(to: copy, replacing: true)
        await #expect(throws: BackupError.self) {
            try await ledger.backup(to: site.directory + "/nowhere/copy", replacing: false)
        }
        await ledger.close()
    }

    @Test func `a restored ledger is the copy's, and what stood there is kept`() async throws {
        let site = try Site()
        let image = LedgerImage(site: site)
        let coordinator = site.keys.keySet.coordinator
        let copy = site.directory + "/copy"
        let ledger = try await site.openLedger()
        try await ledger.deliver(fixes: 0..<2)
        try await ledger.backup(to: copy, replacing: false)
        try await ledger.deliver(fixes: 2..<5)
        await #expect(throws: BackupError.running) {
            try await Ledger.restore(copy, to: site.database, coordinator: coordinator)
        }
        await ledger.close()
        let (aside, life) = try await Ledger.restore(copy, to: site.database, coordinator: coordinator)
        #expect(aside == site.database + ".replaced-1" && image.exists(".replaced-1"))
        #expect(life.cause == .restored && life.bytes != ledger.incarnation)
        let again = try await image.open()
        #expect(again.incarnation == life.bytes)
        #expect(try await again.track == IntervalSet([0..<2]))
        await again.close()
    }

    @Test func `what is no backup of this coordinator is not restored and changes nothing`() async throws {
        let site = try Site()
        let other = try Site()
        for each in [site, other] { await (try await each.openLedger()).close() }
        let image = LedgerImage(site: site)
        let before = image.snapshot()
        let coordinator = site.keys.keySet.coordinator
        await #expect(throws: BackupError.ledger(.otherCoordinator(path: other.database))) {
            try await Ledger.restore(other.database, to: site.database, coordinator: coordinator)
        }
        let damaged = site.directory + "/damaged"
        let good = try #require(before[""])
        var bytes = good
        for index in good.count / 2..<good.count / 2 + 8192 where index < good.count { bytes[index] = 0xAA }
        try #require(fopen(damaged, "we")).withBytes(bytes)
        await #expect(throws: BackupError.self) {
            try await Ledger.restore(damaged, to: site.database, coordinator: coordinator)
        }
        await #expect(throws: BackupError.self) {
            try await Ledger.restore("/nowhere", to: site.database, coordinator: coordinator)
        }
        #expect(image.snapshot() == before)
    }

    @Test func `a backup command survives its line`() {
        for command in [
            ControlCommand.backup(path: "/var/lib/a b.db", replacing: false),
            .backup(path: "/x", replacing: true),
        ] {
            #expect(ControlCommand(line: command.line) == command)
        }
        #expect(ControlCommand(line: "backup relative") == nil)
    }
}

extension UnsafeMutablePointer<FILE> {
    fileprivate func withBytes(_ bytes: [UInt8]) {
        fwrite(bytes, 1, bytes.count, self)
        fclose(self)
    }
}
