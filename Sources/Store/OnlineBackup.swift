import CSQLite

/// A copy of a whole database that grows step by step while its connection stays in use.
///
/// What that connection writes between two steps goes into the copy as well, so the copy is the database as of its last step.
/// It belongs to the thread of its connection.
package final class OnlineBackup {
    private let source: Connection
    private let target: Connection
    private let handle: OpaquePointer

    /// Begins a copy into a file that is empty or not there. The file is not synced.
    package init(of source: Connection, to path: String) throws(SQLiteError) {
        let target = try Connection(path: path)
        // A copy that is cut short is thrown away, so nothing has to protect it.
        try target.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
        guard let handle = sqlite3_backup_init(target.handle, "main", source.handle, "main") else {
            throw target.failure(sqlite3_errcode(target.handle), "backup")
        }
        self.source = source
        self.target = target
        self.handle = handle
    }

    deinit { sqlite3_backup_finish(handle) }

    /// Copies so many pages more; returns whether the copy is whole.
    package func step(pages: Int32) throws(SQLiteError) -> Bool {
        let code = sqlite3_backup_step(handle, pages)
        switch code {
        case SQLITE_DONE: return true
        case SQLITE_OK: return false
        default:
            throw SQLiteError(code: code, message: String(cString: sqlite3_errstr(code)), operation: "backup")
        }
    }

    /// Pages that are not copied yet, as of the last step.
    package var remaining: Int { Int(sqlite3_backup_remaining(handle)) }
}
