import FaultDisk
import Store
import Testing

/// The disk of the fault tests, shown on bare SQLite: what it fails, and what it knows of a power cut.
struct FaultDiskTests {
    let file: DatabaseFile

    init() throws { file = try DatabaseFile() }

    private func filled(_ disk: FaultDisk, synchronous: String = "FULL") throws -> Connection {
        let connection = try Connection(path: file.path, vfs: disk.vfs)
        try connection.execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL")
        try connection.execute("PRAGMA synchronous = \(synchronous)")
        try connection.execute("CREATE TABLE IF NOT EXISTS t (a INTEGER PRIMARY KEY)")
        return connection
    }

    private func rows(_ disk: FaultDisk) throws -> Int64? {
        try filled(disk).integer("SELECT count(*) FROM t")
    }

    @Test func `every call of a commit can fail, and the next commit goes through`() throws {
        let disk = FaultDisk()
        let connection = try filled(disk)
        disk.plan(.none)
        try connection.execute("INSERT INTO t DEFAULT VALUES")
        let calls = disk.calls
        #expect(calls >= 3)
        for call in 1...calls {
            disk.plan(.once, at: call)
            #expect(throws: SQLiteError.self) { try connection.execute("INSERT INTO t DEFAULT VALUES") }
            #expect(disk.hasStruck)
        }
        disk.plan(.once, of: .writes, isFull: true)
        do throws(SQLiteError) {
            try connection.execute("INSERT INTO t DEFAULT VALUES")
            Issue.record("a full disk took a row")
        } catch {
            #expect(error.primary == 13)
        }
        try connection.execute("INSERT INTO t DEFAULT VALUES")
        #expect(try connection.integer("SELECT count(*) FROM t") == 2)
    }

    @Test(arguments: FaultDisk.Remains.allCases)
    func `a power cut keeps what was synced`(remains: FaultDisk.Remains) throws {
        let disk = FaultDisk(tracksPower: true)
        do {
            let connection = try filled(disk)
            for _ in 0..<20 { try connection.execute("INSERT INTO t DEFAULT VALUES") }
            disk.plan(.powerCut, at: 4)
            #expect(throws: SQLiteError.self) {
                for _ in 0..<4 { try connection.execute("INSERT INTO t DEFAULT VALUES") }
            }
        }
        try disk.restorePower(remains, seed: 1)
        let count = try #require(try rows(disk))
        #expect((20...22).contains(count), "\(count) rows")
    }

    @Test func `a power cut takes commits that were not synced`() throws {
        let disk = FaultDisk(tracksPower: true)
        do {
            let connection = try filled(disk, synchronous: "NORMAL")
            for _ in 0..<20 { try connection.execute("INSERT INTO t DEFAULT VALUES") }
            disk.plan(.powerCut)
            #expect(throws: SQLiteError.self) { try connection.execute("INSERT INTO t DEFAULT VALUES") }
        }
        try disk.restorePower(.synced, seed: 1)
        #expect(try #require(try rows(disk)) < 20)
    }

    @Test func `what a failed sync left behind is not brought down by a later one`() throws {
        let disk = FaultDisk(tracksPower: true)
        do {
            let connection = try filled(disk)
            try connection.execute("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA synchronous = NORMAL")
            try connection.execute("INSERT INTO t DEFAULT VALUES")
            try connection.execute("PRAGMA synchronous = FULL")
            disk.plan(.once, of: .syncs)
            #expect(throws: SQLiteError.self) { try connection.execute("INSERT INTO t DEFAULT VALUES") }
            try connection.execute("INSERT INTO t DEFAULT VALUES")
            disk.plan(.powerCut)
            #expect(throws: SQLiteError.self) { try connection.execute("INSERT INTO t DEFAULT VALUES") }
        }
        try disk.restorePower(.synced, seed: 1)
        let count = try rows(disk)
        #expect(count == 0)
    }

    @Test func `a disk on which no file grows takes what lies within its files`() throws {
        let disk = FaultDisk()
        let connection = try filled(disk)
        for _ in 0..<20 { try connection.execute("INSERT INTO t DEFAULT VALUES") }
        try connection.execute("PRAGMA wal_checkpoint(RESTART)")
        disk.plan(.dead, of: .growth, isFull: true)
        // The log begins again at its start, up to where it once ended.
        try connection.execute("INSERT INTO t DEFAULT VALUES")
        #expect(disk.calls == 0)
        #expect {
            for _ in 0..<100 { try connection.execute("INSERT INTO t DEFAULT VALUES") }
        } throws: { ($0 as? SQLiteError)?.primary == 13 }
        #expect(disk.hasStruck)
        disk.heal()
        let count = try #require(try connection.integer("SELECT count(*) FROM t"))
        #expect(count > 20 && count < 121)
        try connection.execute("INSERT INTO t DEFAULT VALUES")
        #expect(try connection.integer("SELECT count(*) FROM t") == count + 1)
    }

    @Test func `a read-only disk refuses writes, and reads go on`() throws {
        let disk = FaultDisk()
        let connection = try filled(disk)
        disk.setReadOnly(true)
        #expect(throws: SQLiteError.self) { try connection.execute("INSERT INTO t DEFAULT VALUES") }
        #expect(try connection.integer("SELECT count(*) FROM t") == 0)
        disk.setReadOnly(false)
        try connection.execute("INSERT INTO t DEFAULT VALUES")
    }
}
