import CSQLite
import Glibc

/// One SQLite connection. It stays on the thread that made it.
package final class Connection {
    let handle: OpaquePointer
    private var progress = Progress.none
    private var cached: [String: Statement] = [:]
    /// The last statement of each length, modulo their number: hashing the text takes longer than comparing what is the same literal.
    private var recent = [Statement?](repeating: nil, count: 64)
    private let gatherer: Gatherer?

    /// How far a transaction has come.
    private enum Progress {
        case none
        /// Nothing was written yet, and SQLite knows of no transaction.
        case awaited
        /// The same, and the next write is the last one.
        case ending
        case begun
        /// The last write was handed out before BEGIN, and commits by itself.
        case alone
    }

    /// Whether closing leaves the WAL as it is, instead of bringing it into the database.
    package var keepsLog = false {
        didSet { budkavle_sqlite_keep_wal(handle, keepsLog ? 1 : 0) }
    }

    package enum Mode: Sendable {
        /// Opens what is there or makes a new file.
        case create
        /// Looks at a file and changes none, also not the WAL that a killed process left. Fails with SQLITE_BUSY while
        /// somebody has that WAL open.
        case readOnly
        /// Looks at the database file as if it had no WAL.
        case fileAlone
    }

    /// Opens a database, on another of SQLite's file systems when `vfs` names one. Extended result codes are on.
    ///
    /// `gathersWrites` writes a commit to the WAL with one call, and a checkpoint with few. It is for a connection that takes the exclusive lock and stays
    /// at `synchronous = FULL`; with less a commit would wait in memory.
    package init(
        path: String,
        mode: Mode = .create,
        vfs: String? = nil,
        gathersWrites: Bool = false
    ) throws(SQLiteError) {
        let gatherer = gathersWrites ? try Gatherer(over: vfs) : nil
        // Without a WAL the file alone is the database, and SQLite need make no files to read it.
        let isWhole = mode == .fileAlone || mode == .readOnly && !Self.hasWAL(path)
        let flags =
            switch mode {
            case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            case .fileAlone: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
            case .readOnly where isWhole: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
            case .readOnly: SQLITE_OPEN_READWRITE
            }
        var opened: OpaquePointer?
        let name = isWhole ? Self.immutableURI(path) : path
        let code = sqlite3_open_v2(name, &opened, flags | SQLITE_OPEN_NOMUTEX, gatherer?.name ?? vfs)
        guard code == SQLITE_OK, let opened else {
            let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            sqlite3_close_v2(opened)
            throw SQLiteError(code: code, message: message, operation: "open")
        }
        handle = opened
        self.gatherer = gatherer
        sqlite3_extended_result_codes(handle, 1)
        guard mode == .readOnly, !isWhole else { return }
        // The exclusive lock keeps the index of the WAL in memory, where else it would be a file of its own.
        keepsLog = true
        budkavle_sqlite_keep_wal(handle, 1)
        try execute("PRAGMA locking_mode = EXCLUSIVE")
    }

    /// Whether a WAL with something in it stands beside a database.
    package static func hasWAL(_ path: String) -> Bool {
        var information = stat()
        return stat(path + "-wal", &information) == 0 && information.st_size > 0
    }

    /// See sqlite.org/uri.html.
    private static func immutableURI(_ path: String) -> String {
        let escaped = path.map { character in
            switch character {
            case "%": "%25"
            case "?": "%3F"
            case "#": "%23"
            default: String(character)
            }
        }
        return "file:" + escaped.joined() + "?immutable=1"
    }

    deinit {
        cached.removeAll()
        recent.removeAll()
        // What stays of a commit that failed must not come back with the next opening.
        gatherer?.forget()
        guard sqlite3_close(handle) != SQLITE_OK else { return }
        // Somebody still has a statement: SQLite closes the files with it, and until then they need their file system.
        if let gatherer { _ = Unmanaged.passRetained(gatherer) }
        sqlite3_close_v2(handle)
    }

    /// Runs statements that return nothing of interest.
    package func execute(_ sql: String) throws(SQLiteError) {
        try requireTransaction(sql)
        if progress == .awaited || progress == .ending { try begin() }
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw failure(code, sql) }
    }

    /// A compiled statement, kept for the life of the connection. Call it with literal SQL only.
    package func prepare(_ sql: String) throws(SQLiteError) -> Statement {
        try requireTransaction(sql)
        let statement = try compiled(sql)
        guard statement.writes else { return statement }
        switch progress {
        case .none, .begun: break
        case .awaited: try begin()
        case .ending: progress = .alone
        case .alone:
            throw SQLiteError(code: SQLITE_MISUSE, message: "a write after the last one", operation: sql)
        }
        return statement
    }

    private func compiled(_ sql: String) throws(SQLiteError) -> Statement {
        let place = sql.utf8.count % recent.count
        if let statement = recent[place], statement.sql == sql {
            statement.reset()
            return statement
        }
        if let statement = cached[sql] {
            recent[place] = statement
            statement.reset()
            return statement
        }
        var compiled: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &compiled, nil)
        guard code == SQLITE_OK, let compiled else { throw failure(code, sql) }
        let statement = Statement(compiled, of: handle, sql: sql)
        cached[sql] = statement
        return statement
    }

    /// A disk error, be it of a query, makes SQLite roll the transaction back by itself. What came after it would be committed
    /// statement by statement.
    private func requireTransaction(_ sql: String) throws(SQLiteError) {
        if progress == .begun, sqlite3_get_autocommit(handle) == 0 { return }
        // What a commit that failed has left must not take the room of the next one.
        gatherer?.forget()
        guard progress == .begun else { return }
        throw SQLiteError(
            code: SQLITE_ABORT | 2 << 8,
            message: "the transaction was rolled back",
            operation: sql
        )
    }

    /// Runs `body` as one transaction, which begins with its first write; any error rolls back and is thrown on.
    ///
    /// The lock being exclusive, nobody else writes between what `body` reads and what it writes.
    package func transaction<Failure: Error>(
        _ body: () throws(Failure) -> Void,
        mapping: (SQLiteError) -> Failure
    ) throws(Failure) {
        guard progress == .none else {
            throw mapping(
                SQLiteError(code: SQLITE_MISUSE, message: "within another one", operation: "transaction")
            )
        }
        progress = .awaited
        defer { progress = .none }
        do throws(Failure) {
            try body()
        } catch {
            rollback()
            throw error
        }
        guard progress == .begun else { return }
        do {
            try prepare("COMMIT").run()
        } catch {
            rollback()
            throw mapping(error)
        }
    }

    /// Says that the transaction has one more write. If it is the only one, it commits by itself when it has run, which takes less than
    /// BEGIN and COMMIT around it; a write that comes after it all the same is refused.
    package func endWithNextWrite() {
        if progress == .awaited { progress = .ending }
    }

    private func begin() throws(SQLiteError) {
        progress = .awaited
        try compiled("BEGIN IMMEDIATE").run()
        progress = .begun
    }

    private func rollback() {
        // SQLite may already have rolled back by itself; then there is nothing to do.
        if sqlite3_get_autocommit(handle) == 0 { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
    }

    /// The first column of the first row as an integer, or `nil` without a row.
    package func integer(_ sql: String) throws(SQLiteError) -> Int64? {
        let statement = try prepare(sql)
        defer { statement.reset() }
        return try statement.step() ? statement.int(0) : nil
    }

    /// The first column of the first row as text, or `nil` without a row.
    package func text(_ sql: String) throws(SQLiteError) -> String? {
        let statement = try prepare(sql)
        defer { statement.reset() }
        return try statement.step() ? statement.text(0) : nil
    }

    package var lastInsertedRowID: Int64 { sqlite3_last_insert_rowid(handle) }
    package var changes: Int { Int(sqlite3_changes(handle)) }

    /// Brings down a WAL that an earlier process left; call it with the exclusive lock, before the first write.
    ///
    /// Such a WAL may hold commits whose fsync failed. They can still be read, so they count, but the kernel takes their
    /// pages for written and no later fsync writes them: a power cut would take them and every commit after them.
    package func rewriteWAL() throws(SQLiteError) {
        let code = budkavle_sqlite_rewrite_wal(handle)
        guard code == SQLITE_OK else {
            throw SQLiteError(
                code: code,
                message: String(cString: sqlite3_errstr(code)),
                operation: "rewrite the WAL"
            )
        }
    }

    /// Copies the whole database to a new file while this connection stays in use.
    package func backup(to path: String, vfs: String? = nil) throws(SQLiteError) {
        let target = try Connection(path: path, vfs: vfs)
        guard let copy = sqlite3_backup_init(target.handle, "main", handle, "main") else {
            throw target.failure(sqlite3_errcode(target.handle), "backup")
        }
        let code = sqlite3_backup_step(copy, -1)
        sqlite3_backup_finish(copy)
        guard code == SQLITE_DONE else { throw failure(code, "backup") }
    }

    func failure(_ code: Int32, _ operation: String) -> SQLiteError {
        SQLiteError(code: code, message: String(cString: sqlite3_errmsg(handle)), operation: operation)
    }
}
