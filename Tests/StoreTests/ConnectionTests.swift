import Glibc
import Store
import Testing

final class DatabaseFile {
    let path: String

    init() throws {
        path = "/tmp/budkavle-store-\(getpid())-\(UInt32.random(in: 0 ... .max)) 50%?#.db"
    }

    deinit { for suffix in ["", "-wal", "-shm", ".copy"] { unlink(path + suffix) } }
}

struct ConnectionTests {
    let file: DatabaseFile

    init() throws { file = try DatabaseFile() }

    private func filled() throws -> Connection {
        let connection = try Connection(path: file.path)
        try connection.execute(
            "PRAGMA journal_mode = WAL; CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB, c TEXT)"
        )
        return connection
    }

    @Test func `values come back as they went`() throws {
        let connection = try filled()
        for blob in [[], [0], [UInt8](0...255)] as [[UInt8]] {
            try connection.prepare("INSERT INTO t (b, c) VALUES (?, ?)").bind(1, blob).bind(2, "åäö").run()
            let row = try connection.prepare("SELECT a, b, c FROM t WHERE a = ?")
                .bind(1, connection.lastInsertedRowID)
            #expect(try row.step())
            #expect(row.blob(1) == blob)
            #expect(row.text(2) == "åäö")
            #expect(!row.isNull(1))
            #expect(try !row.step())
        }
        try connection.prepare("INSERT INTO t (b, c) VALUES (?, ?)").bindNull(1).bindNull(2).run()
        let last = try connection.prepare("SELECT b FROM t ORDER BY a DESC")
        #expect(try last.step())
        #expect(last.isNull(0))
        last.reset()
        #expect(try connection.integer("SELECT count(*) FROM t") == 4)
        #expect(try connection.text("SELECT c FROM t WHERE a = 99") == nil)
    }

    @Test func `a transaction that fails leaves nothing, and the next one works`() throws {
        struct Refusal: Error {}
        let connection = try filled()
        #expect(throws: Refusal.self) {
            try connection.transaction(
                { () throws(any Error) in
                    try connection.execute("INSERT INTO t (a) VALUES (1)")
                    throw Refusal()
                },
                mapping: { $0 }
            )
        }
        #expect(try connection.integer("SELECT count(*) FROM t") == 0)
        try connection.transaction(
            { () throws(SQLiteError) in
                try connection.execute("INSERT INTO t (a) VALUES (1)")
            },
            mapping: { $0 }
        )
        #expect(try connection.integer("SELECT count(*) FROM t") == 1)
    }

    @Test func `a transaction begins with its first write, and its only write commits by itself`() throws {
        let connection = try filled()
        let insertion = "INSERT INTO t (a) VALUES (?)"
        func writes(_ keys: [Int64], announcing last: Int?) throws {
            try connection.transaction(
                { () throws(SQLiteError) in
                    _ = try connection.integer("SELECT count(*) FROM t")
                    for (index, key) in keys.enumerated() {
                        if index == last { connection.endWithNextWrite() }
                        try connection.prepare(insertion).bind(1, key).run()
                    }
                },
                mapping: { $0 }
            )
        }
        try writes([], announcing: nil)
        try writes([1], announcing: 0)
        // Announced or not, what came before it goes with it.
        try writes([2, 3], announcing: 1)
        #expect(throws: SQLiteError.self) { try writes([4, 1], announcing: 1) }
        #expect(throws: SQLiteError.self) { try writes([1], announcing: 0) }
        #expect(throws: SQLiteError.self) { try writes([5, 6], announcing: 0) }
        #expect(try connection.integer("SELECT group_concat(a) = '1,2,3,5' FROM t") == 1)
        try writes([6], announcing: 0)
        #expect(try connection.integer("SELECT max(a) FROM t") == 6)
    }

    @Test func `no transaction is within another`() throws {
        let connection = try filled()
        #expect(throws: SQLiteError.self) {
            try connection.transaction(
                { () throws(SQLiteError) in
                    try connection.execute("INSERT INTO t (a) VALUES (1)")
                    try connection.transaction({ () throws(SQLiteError) in }, mapping: { $0 })
                },
                mapping: { $0 }
            )
        }
        #expect(try connection.integer("SELECT count(*) FROM t") == 0)
    }

    @Test func `errors carry the code and the statement`() throws {
        let connection = try filled()
        try connection.execute("INSERT INTO t (a) VALUES (1)")
        do throws(SQLiteError) {
            try connection.prepare("INSERT INTO t (a) VALUES (?)").bind(1, 1).run()
            Issue.record("two rows with one key")
        } catch {
            #expect(error.primary == 19)
            #expect(error.code == 1555)
            #expect(error.operation == "INSERT INTO t (a) VALUES (?)")
        }
        #expect(throws: SQLiteError.self) { try connection.execute("SELEKT") }
        #expect(throws: SQLiteError.self) { try Connection(path: "/nowhere/at/all") }
        #expect(throws: SQLiteError.self) {
            try Connection(path: file.path + ".none", mode: .readOnly).integer("SELECT 1")
        }
    }

    @Test func `looking reads the WAL of a killed process and changes no file`() throws {
        let connection = try filled()
        try connection.execute("INSERT INTO t (a) VALUES (7)")
        // Copies as a power cut leaves them; opening and closing them here would drop the connection's own locks.
        try connection.execute("PRAGMA user_version = 3")
        let twin = try DatabaseFile()
        for suffix in ["", "-wal"] { try copy(file.path + suffix, to: twin.path + suffix) }
        let before = try ["", "-wal"].map { try bytes(of: twin.path + $0) }
        do {
            let reader = try Connection(path: twin.path, mode: .readOnly)
            #expect(try reader.integer("SELECT a FROM t") == 7)
            #expect(try reader.integer("PRAGMA user_version") == 3)
        }
        #expect(try ["", "-wal"].map { try bytes(of: twin.path + $0) } == before)
        #expect(access(twin.path + "-shm", F_OK) != 0)
        #expect(before[1].isEmpty == false)
    }

    @Test func `looking at a closed database makes no files`() throws {
        do {
            let connection = try filled()
            try connection.execute("INSERT INTO t (a) VALUES (7)")
        }
        #expect(access(file.path + "-wal", F_OK) != 0)
        let reader = try Connection(path: file.path, mode: .readOnly)
        #expect(try reader.integer("SELECT a FROM t") == 7)
        #expect(throws: SQLiteError.self) { try reader.execute("INSERT INTO t (a) VALUES (8)") }
        #expect(access(file.path + "-wal", F_OK) != 0 && access(file.path + "-shm", F_OK) != 0)
    }

    @Test func `a backup is whole while the connection stays in use`() throws {
        let connection = try filled()
        try connection.execute("INSERT INTO t (a) VALUES (7)")
        try connection.backup(to: file.path + ".copy")
        try connection.execute("INSERT INTO t (a) VALUES (8)")
        #expect(try Connection(path: file.path + ".copy").integer("SELECT count(*) FROM t") == 1)
    }

    private func copy(_ source: String, to target: String) throws {
        let content = try bytes(of: source)
        let descriptor = open(target, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        defer { close(descriptor) }
        try #require(write(descriptor, content, content.count) == content.count)
    }

    private func bytes(of path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var content = [UInt8](repeating: 0, count: 1 << 20)
        let count = read(descriptor, &content, content.count)
        return Array(content[..<count])
    }
}
