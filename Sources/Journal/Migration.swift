import Glibc
import Store

/// Brings a journal of an earlier schema forward, in place: in one transaction, but for rows that have to move, which follow in small ones
/// that need hardly any room, and go on at the next opening where they were cut off.
///
/// A copy of what was there stays beside the database until the journal has been opened once more with the new schema.
enum Migration {
    /// Holds projections of schemas up to 3 until they have moved.
    private static let oldProjections = "projection_3"
    private static let rowsAtATime = 256

    /// What turns schema `key` into the one after it. None takes longer for a larger journal.
    private static let steps: [Int: String] = [
        1: """
        ALTER TABLE event ADD COLUMN count INTEGER NOT NULL DEFAULT 1;
        DROP TABLE gap;
        CREATE TABLE gap (id INTEGER PRIMARY KEY, sealed BLOB NOT NULL, count INTEGER NOT NULL);
        """,
        // The tables stay; rows of events that come by the clock have a form that schema 2 does not read.
        2: "",
        3: "ALTER TABLE projection RENAME TO \(oldProjections); \(Schema.projection)",
    ]

    static func run(
        _ connection: Connection,
        _ settings: JournalSettings,
        from version: Int
    ) throws(JournalError) {
        if version < Schema.version {
            try keepCopy(connection, settings, version)
            try transaction(connection) { () throws(SQLiteError) in
                for old in version..<Schema.version {
                    if let step = steps[old] { try connection.execute(step) }
                }
                try connection.execute("PRAGMA user_version = \(Schema.version)")
            }
        }
        let isUnfinished =
            try storing { () throws(SQLiteError) in
                try connection.integer(
                    "SELECT count(*) FROM sqlite_schema WHERE name = '\(oldProjections)'"
                )
            } == 1
        guard version < Schema.version || isUnfinished else {
            for old in steps.keys { unlink(copy(settings, old)) }
            return
        }
        while try moveProjections(connection) {
            // The log takes no more room than one of these transactions needs.
            try storing { () throws(SQLiteError) in
                _ = try connection.integer("PRAGMA wal_checkpoint(PASSIVE)")
            }
        }
        try transaction(connection) { () throws(SQLiteError) in
            try connection.execute("DROP TABLE \(oldProjections)")
        }
    }

    /// Moves the next rows as they are: they keep their names, and so their places. Returns whether any went: one whose name is damaged
    /// so that not even it finds its row goes with the table.
    private static func moveProjections(_ connection: Connection) throws(JournalError) -> Bool {
        var count = 0
        try transaction(connection) { () throws(SQLiteError) in
            var rows: [(name: [UInt8], sealed: [UInt8])] = []
            let query = try connection.prepare(
                "SELECT name, sealed FROM \(oldProjections) LIMIT \(rowsAtATime)"
            )
            while try query.step() { rows.append((query.blob(0), query.blob(1))) }
            query.reset()
            for (name, sealed) in rows {
                // No other length was ever written; such a row would be of a damaged database, and name nothing.
                if name.count == 16 {
                    try connection.prepare(
                        "INSERT OR REPLACE INTO projection (id, rest, sealed) VALUES (?, ?, ?)"
                    )
                    .bind(1, Schema.projectionID(name)).bind(2, Array(name[8...])).bind(3, sealed).run()
                }
                try connection.prepare("DELETE FROM \(oldProjections) WHERE name = ?").bind(1, name).run()
                count += connection.changes
            }
        }
        return count > 0
    }

    private static func transaction(
        _ connection: Connection,
        _ body: () throws(SQLiteError) -> Void
    ) throws(JournalError) {
        try connection.transaction(
            { () throws(JournalError) in try storing(body) },
            mapping: JournalError.storage
        )
    }

    static func copy(_ settings: JournalSettings, _ version: Int) -> String {
        settings.database + ".schema\(version)"
    }

    /// A full disk is no reason to stay behind: then there is no copy, and the transaction alone protects.
    private static func keepCopy(
        _ connection: Connection,
        _ settings: JournalSettings,
        _ version: Int
    ) throws(JournalError) {
        let path = copy(settings, version)
        var disk = statvfs()
        var file = stat()
        guard access(path, F_OK) != 0, stat(settings.database, &file) == 0,
            statvfs(settings.directory, &disk) == 0,
            UInt64(disk.f_bavail) * UInt64(disk.f_frsize) / 2 > UInt64(file.st_size)
        else { return }
        let temporary = path + ".new"
        unlink(temporary)
        try storing { () throws(SQLiteError) in try connection.backup(to: temporary, vfs: settings.vfs) }
        chmod(temporary, 0o600)
        guard rename(temporary, path) == 0 else { throw .file(path: path, errno: errno) }
        try DurableFile.syncDirectory(of: path)
    }
}
