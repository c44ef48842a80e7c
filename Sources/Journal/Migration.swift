import Glibc
import Store

/// Brings a journal of an earlier schema forward, in place and in one transaction.
///
/// A copy of what was there stays beside the database until the journal has been opened once more with the new schema.
enum Migration {
    /// What turns schema `key` into the one after it. None takes longer for a larger journal.
    private static let steps: [Int: String] = [
        1: """
        ALTER TABLE event ADD COLUMN count INTEGER NOT NULL DEFAULT 1;
        DROP TABLE gap;
        CREATE TABLE gap (id INTEGER PRIMARY KEY, sealed BLOB NOT NULL, count INTEGER NOT NULL);
        """,
        // The tables stay; rows of events that come by the clock have a form that schema 2 does not read.
        2: "",
    ]

    static func run(
        _ connection: Connection,
        _ settings: JournalSettings,
        from version: Int
    ) throws(JournalError) {
        guard version < Schema.version else {
            for old in steps.keys { unlink(copy(settings, old)) }
            return
        }
        try keepCopy(connection, settings, version)
        try connection.transaction(
            { () throws(JournalError) in
                try storing { () throws(SQLiteError) in
                    for old in version..<Schema.version {
                        if let step = steps[old] { try connection.execute(step) }
                    }
                    try connection.execute("PRAGMA user_version = \(Schema.version)")
                }
            },
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
