import FaultDisk
import Glibc
import Store
import Testing

/// A connection that gathers its log, on real files above a disk that counts and fails.
struct GatheredCommitTests {
    let file: DatabaseFile

    init() throws { file = try DatabaseFile() }

    private func filled(_ disk: FaultDisk, cache: Int = -1024) throws -> Connection {
        let connection = try Connection(path: file.path, vfs: disk.vfs, gathersWrites: true)
        try connection.execute(
            """
            PRAGMA page_size = 512; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL; PRAGMA cache_size = \(cache);
            CREATE TABLE IF NOT EXISTS t (a INTEGER PRIMARY KEY, b BLOB)
            """
        )
        return connection
    }

    private func insert(_ count: Int, _ connection: Connection) throws {
        try connection.transaction(
            { () throws(SQLiteError) in
                for value in 0..<count {
                    try connection.prepare("INSERT INTO t (b) VALUES (?)")
                        .bind(1, [UInt8](repeating: UInt8(value % 251), count: 300)).run()
                }
            },
            mapping: { $0 }
        )
    }

    private func rows(_ connection: Connection) throws -> Int64? {
        guard try connection.text("PRAGMA integrity_check") == "ok" else { return nil }
        return try connection.integer("SELECT count(*) FROM t")
    }

    @Test func `a commit is one write and one sync`() throws {
        let disk = FaultDisk()
        let connection = try filled(disk)
        try insert(1, connection)
        for count in [1, 10, 80] {
            let before = (disk.total(.writes), disk.total(.syncs))
            try insert(count, connection)
            #expect(disk.total(.writes) - before.0 == 1)
            #expect(disk.total(.syncs) - before.1 == 1)
        }
        #expect(try rows(connection) == 92)
    }

    @Test func `a checkpoint reads and writes many pages with one call`() throws {
        let disk = FaultDisk()
        let connection = try filled(disk)
        try connection.execute("PRAGMA wal_autocheckpoint = 0")
        try insert(500, connection)
        let before = (disk.total(.reads), disk.total(.writes), disk.total(.syncs))
        #expect(try connection.integer("PRAGMA wal_checkpoint(PASSIVE)") == 0)
        #expect(disk.total(.reads) - before.0 < 30)
        #expect(disk.total(.writes) - before.1 < 20)
        #expect(disk.total(.syncs) - before.2 == 2)
        // What a kill leaves behind a checkpoint is whole without the log.
        let twin = try DatabaseFile()
        try copy(file.path, to: twin.path)
        #expect(try rows(try Connection(path: twin.path, mode: .fileAlone)) == 500)
        #expect(try rows(connection) == 500)
    }

    @Test(arguments: [FaultDisk.Fault.once, .torn])
    func `a checkpoint that fails at any call leaves every commit, and the next one goes through`(
        fault: FaultDisk.Fault
    ) throws {
        let disk = FaultDisk()
        let connection = try filled(disk, cache: 10)
        try connection.execute("PRAGMA wal_autocheckpoint = 0")
        var expected: Int64 = 0
        for call in 1...40 {
            try insert(60, connection)
            expected += 60
            disk.plan(fault, at: call)
            let isWhole = (try? connection.integer("PRAGMA wal_checkpoint(PASSIVE)")) == 0
            #expect(isWhole != disk.hasStruck)
            #expect(call > 2 || disk.hasStruck)
            disk.heal()
            #expect(try rows(connection) == expected)
            guard call % 3 == 0 else { continue }
            #expect(try connection.integer("PRAGMA wal_checkpoint(PASSIVE)") == 0)
            #expect(try rows(connection) == expected)
        }
    }

    @Test func `a transaction larger than the cache and the buffer reads back what it wrote`() throws {
        let disk = FaultDisk()
        let connection = try filled(disk, cache: 10)
        try connection.transaction(
            { () throws(SQLiteError) in
                for value in 0..<2_000 {
                    try connection.prepare("INSERT INTO t (a, b) VALUES (?, ?)")
                        .bind(1, Int64(value * 7_919 % 2_003))
                        .bind(2, [UInt8](repeating: 1, count: value % 400)).run()
                }
                try connection.execute(
                    "SAVEPOINT s; UPDATE t SET b = zeroblob(300); ROLLBACK TO s; RELEASE s"
                )
                try connection.execute("UPDATE t SET b = b || x'02' WHERE a % 3 = 0")
            },
            mapping: { $0 }
        )
        let isWhole = "length(b) = (SELECT v % 400 FROM n WHERE v * 7919 % 2003 = a) + (a % 3 = 0)"
        let sql = """
            WITH n(v) AS (SELECT 0 UNION ALL SELECT v + 1 FROM n WHERE v < 1999)
            SELECT count(*) FROM t WHERE \(isWhole)
            """
        #expect(try connection.integer(sql) == 2_000)
        #expect(try rows(connection) == 2_000)
    }

    @Test func `what a kill leaves after a commit has that commit`() throws {
        let disk = FaultDisk()
        let connection = try filled(disk)
        for commits in 1...20 {
            try insert(commits, connection)
            // The kernel keeps what a killed process has written, and nothing of what it only meant to.
            let twin = try DatabaseFile()
            for suffix in ["", "-wal"] { try copy(file.path + suffix, to: twin.path + suffix) }
            let reader = try Connection(path: twin.path, mode: .readOnly)
            #expect(try rows(reader) == Int64(commits * (commits + 1) / 2))
        }
    }

    @Test(arguments: [FaultDisk.Fault.once, .torn], [false, true])
    func `a call that fails fails its commit, and the next one goes through`(
        fault: FaultDisk.Fault,
        isFull: Bool
    ) throws {
        // More than the buffer takes at once, pages that leave the cache early, and a small commit.
        for (count, cache) in [(1, -1024), (400, -1024), (60, 10)] {
            let disk = FaultDisk()
            let connection = try filled(disk, cache: cache)
            // A checkpoint that fails fails no commit.
            try connection.execute("PRAGMA wal_autocheckpoint = 0")
            disk.plan(.none)
            try insert(count, connection)
            let calls = disk.calls
            #expect(calls >= 2)
            var expected = try #require(try rows(connection))
            for call in 1...calls {
                disk.plan(fault, at: call, isFull: isFull)
                var isAnswered = true
                do { try insert(count, connection) } catch is SQLiteError { isAnswered = false }
                // The tree has grown since the calls were counted, so the last of them may not come.
                #expect(isAnswered != disk.hasStruck)
                #expect(call > 2 || disk.hasStruck)
                disk.heal()
                if isAnswered { expected += Int64(count) }
                #expect(try rows(connection) == expected)
                try insert(1, connection)
                expected += 1
                #expect(try rows(connection) == expected)
            }
        }
    }

    @Test(arguments: [FaultDisk.Kinds.writes, .syncs])
    func `a commit that failed and was closed over does no harm to those before it`(
        kind: FaultDisk.Kinds
    ) throws {
        let disk = FaultDisk()
        do {
            let connection = try filled(disk)
            connection.keepsLog = true
            try insert(30, connection)
            disk.plan(.once, of: kind)
            #expect(throws: SQLiteError.self) { try insert(50, connection) }
        }
        let count = try rows(try filled(disk))
        // What a failed sync had under it was written; what a failed write was to bring down is not.
        #expect(count == (kind == .writes ? 30 : 80))
    }

    @Test func `what found no room does not take the room of the next commit`() throws {
        let disk = FaultDisk()
        let connection = try filled(disk)
        try connection.execute("PRAGMA wal_autocheckpoint = 0")
        try insert(200, connection)
        try connection.execute("PRAGMA wal_checkpoint(RESTART)")
        disk.plan(.dead, of: .growth, isFull: true)
        do throws(any Error) {
            try insert(1_000, connection)
            Issue.record("a full disk took it all")
        } catch {
            #expect((error as? SQLiteError)?.primary == 13)
        }
        // The log begins again where it once was, and that has room.
        try insert(1, connection)
        try insert(20, connection)
        #expect(try rows(connection) == 221)
        #expect(throws: SQLiteError.self) { try connection.execute("PRAGMA wal_checkpoint(PASSIVE)") }
        try insert(1, connection)
        disk.heal()
        #expect(try connection.integer("PRAGMA wal_checkpoint(PASSIVE)") == 0)
        #expect(try rows(connection) == 222)
    }

    @Test(arguments: FaultDisk.Remains.allCases)
    func `a power cut at any call keeps what was answered`(remains: FaultDisk.Remains) throws {
        for call in 1...12 {
            let file = try DatabaseFile()
            let disk = FaultDisk(tracksPower: true)
            let gathered = GatheredCommitTests(file: file)
            var answered: Int64 = 0
            do {
                let connection = try gathered.filled(disk, cache: 10)
                disk.plan(.powerCut, at: call)
                do {
                    for _ in 0..<12 {
                        try gathered.insert(150, connection)
                        answered += 150
                    }
                } catch is SQLiteError {}
                #expect(disk.isOff)
            }
            try disk.restorePower(remains, seed: UInt64(call))
            let count = try #require(try gathered.rows(try gathered.filled(disk)))
            #expect(count == answered || count == answered + 150)
        }
    }

    @Test func `the log is cut to its limit after a checkpoint`() throws {
        let disk = FaultDisk()
        let connection = try filled(disk)
        try connection.execute("PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 20000")
        try insert(400, connection)
        try connection.execute("PRAGMA wal_checkpoint(RESTART)")
        try insert(1, connection)
        var information = stat()
        #expect(stat(file.path + "-wal", &information) == 0 && information.st_size == 20_000)
        #expect(try rows(connection) == 401)
    }

    @Test func `a file system that is not there is refused`() throws {
        #expect(throws: SQLiteError.self) {
            try Connection(path: file.path, vfs: "none such", gathersWrites: true)
        }
    }

    private init(file: DatabaseFile) { self.file = file }

    private func copy(_ source: String, to target: String) throws {
        let from = open(source, O_RDONLY)
        let to = open(target, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        defer {
            close(from)
            close(to)
        }
        var content = [UInt8](repeating: 0, count: 1 << 20)
        let count = read(from, &content, content.count)
        try #require(count >= 0 && count < content.count && write(to, content, count) == count)
    }
}
