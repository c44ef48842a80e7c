import CSQLite

/// A compiled statement. Parameters count from 1, columns from 0, as in SQLite.
package final class Statement {
    private let handle: OpaquePointer
    private let connection: OpaquePointer
    let sql: String
    /// Whether it changes the database.
    let writes: Bool

    init(_ handle: OpaquePointer, of connection: OpaquePointer, sql: String) {
        self.handle = handle
        self.connection = connection
        self.sql = sql
        writes = sqlite3_stmt_readonly(handle) == 0
    }

    deinit { sqlite3_finalize(handle) }

    package func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    @discardableResult
    package func bind(_ index: Int32, _ value: Int64) -> Statement {
        sqlite3_bind_int64(handle, index, value)
        return self
    }

    @discardableResult
    package func bind(_ index: Int32, _ value: [UInt8]) -> Statement {
        // An empty array has no base address, and SQLite takes a null pointer for NULL.
        if value.isEmpty {
            sqlite3_bind_zeroblob(handle, index, 0)
        } else {
            _ = value.withUnsafeBytes {
                sqlite3_bind_blob(handle, index, $0.baseAddress, Int32($0.count), Self.transient)
            }
        }
        return self
    }

    @discardableResult
    package func bind(_ index: Int32, _ value: String) -> Statement {
        sqlite3_bind_text(handle, index, value, -1, Self.transient)
        return self
    }

    @discardableResult
    package func bindNull(_ index: Int32) -> Statement {
        sqlite3_bind_null(handle, index)
        return self
    }

    /// Whether there is a row to read.
    package func step() throws(SQLiteError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code:
            let message = String(cString: sqlite3_errmsg(connection))
            sqlite3_reset(handle)
            throw SQLiteError(code: code, message: message, operation: sql)
        }
    }

    /// Runs to the end and makes the statement ready for its next use.
    package func run() throws(SQLiteError) {
        while try step() {}
        reset()
    }

    package func int(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    package func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    package func blob(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, column) else { return [] }
        let count = Int(sqlite3_column_bytes(handle, column))
        return [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }

    package func text(_ column: Int32) -> String {
        sqlite3_column_text(handle, column).map { String(cString: $0) } ?? ""
    }

    // SQLITE_TRANSIENT is a cast that Swift does not import.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}
