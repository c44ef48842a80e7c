import ArgumentParser
import CSQLite

/// SQLite by its C calls alone, with the journal's pragmas: one table, blobs, no projections, no sealing.
final class PlainSQLite {
    private var connection: OpaquePointer?
    private var insertion: OpaquePointer?
    private let row: [UInt8]

    init(path: String, pageBytes: Int, rowBytes: Int) throws {
        var opened: OpaquePointer?
        guard sqlite3_open(path, &opened) == SQLITE_OK, let connection = opened else {
            throw ValidationError("\(path): SQLite does not open it")
        }
        let set = """
            PRAGMA page_size = \(pageBytes);
            PRAGMA locking_mode = EXCLUSIVE;
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA wal_autocheckpoint = \(500 * 4096 / pageBytes);
            PRAGMA cache_size = -1024;
            CREATE TABLE event (id INTEGER PRIMARY KEY, sealed BLOB NOT NULL);
            """
        var prepared: OpaquePointer?
        guard sqlite3_exec(connection, set, nil, nil, nil) == SQLITE_OK,
            sqlite3_prepare_v2(connection, "INSERT INTO event (sealed) VALUES (?)", -1, &prepared, nil)
                == SQLITE_OK,
            let insertion = prepared
        else {
            defer { sqlite3_close_v2(connection) }
            throw ValidationError("\(path): \(String(cString: sqlite3_errmsg(connection)))")
        }
        self.connection = connection
        self.insertion = insertion
        row = [UInt8](repeating: 0xA5, count: rowBytes)
    }

    deinit { close() }

    /// Ends the write-ahead log with a checkpoint.
    func close() {
        sqlite3_finalize(insertion)
        sqlite3_close_v2(connection)
        (insertion, connection) = (nil, nil)
    }

    /// Seconds of so many commits, each with so many rows.
    func insert(rows: Int, commits: Int) throws -> Double {
        try Stopwatch.time {
            for _ in 0..<commits {
                sqlite3_exec(connection, "BEGIN IMMEDIATE", nil, nil, nil)
                for _ in 0..<rows {
                    _ = row.withUnsafeBytes {
                        sqlite3_bind_blob(insertion, 1, $0.baseAddress, Int32($0.count), nil)
                    }
                    sqlite3_step(insertion)
                    sqlite3_reset(insertion)
                }
                guard sqlite3_exec(connection, "COMMIT", nil, nil, nil) == SQLITE_OK else {
                    throw ValidationError(String(cString: sqlite3_errmsg(connection)))
                }
            }
        }
    }
}
