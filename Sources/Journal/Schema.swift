import Store

/// The tables of `journal.db`. docs/journal.md describes them byte by byte.
enum Schema {
    /// "BKVJ", SQLite's application_id.
    static let applicationID = 0x424B_564A
    static let version = 4

    /// Page sizes with which some version of this program has made journals.
    static let pageSizes = [512, 1024, 4096]

    /// Bits of an event's row id: epoch ordinal (15) | stream (4) | offset (44).
    static let offsetBits: Int64 = 44
    static let offsetLimit: UInt64 = 1 << 44
    static let epochLimit = 1 << 15

    static func rowID(epoch ordinal: Int, stream: UInt8, offset: UInt64) -> Int64 {
        Int64(ordinal) << 48 | Int64(stream) << offsetBits | Int64(offset)
    }

    /// The offset that a row id stands for, in the stream whose first id is `base`.
    ///
    /// - Throws: SQLITE_CORRUPT for an id of another stream, which only a damaged tree brings up.
    static func offset(of id: Int64, from base: Int64) throws(SQLiteError) -> UInt64 {
        let (offset, overflow) = id.subtractingReportingOverflow(base)
        guard !overflow, offset >= 0, offset < Int64(offsetLimit) else {
            throw SQLiteError(code: 11, message: "row \(id) is out of its place", operation: "read")
        }
        return UInt64(offset)
    }

    /// How many offsets a row of `event` says that it holds: never more than such a row has, so that a damaged number cannot
    /// make millions of events missing.
    static func eventCount(_ value: Int64) -> UInt64 { min(count(value), UInt64(EventRun.eventLimit)) }

    /// How many offsets a row says that it holds; never so many that a sum overflows.
    static func count(_ value: Int64) -> UInt64 { min(UInt64(clamping: value), offsetLimit) }

    /// The row id of a projection is the first half of its hidden name, the rest stands in the row. A row of a few hundred bytes fits the
    /// leaf of a table with row ids; where names are the key, each comparison on the way down reads a row from its overflow page.
    static func projectionID(_ hidden: [UInt8]) -> Int64 { Int64(bitPattern: hidden.bigEndian(at: 0)) }

    /// The hidden name of a stored projection. Of damaged ones it has another length, and nothing opens under it.
    static func hiddenName(id: Int64, rest: [UInt8]) -> [UInt8] {
        var name: [UInt8] = []
        name.append(bigEndian: UInt64(bitPattern: id))
        return name + rest
    }

    /// What must be set before the first page is written.
    ///
    /// The smallest pages: a commit of a few fixes writes one of them to the log, and a full row of track fills it.
    static let beforeCreation = "PRAGMA page_size = 512; PRAGMA auto_vacuum = INCREMENTAL"

    /// EXTRA for the transaction that turns a new file to WAL: a rollback journal that came back after a power cut would undo it, and
    /// every commit of the log with it.
    static let onOpening = """
        PRAGMA locking_mode = EXCLUSIVE;
        PRAGMA synchronous = EXTRA;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA journal_size_limit = 4194304;
        PRAGMA wal_autocheckpoint = 2000;
        PRAGMA cache_size = -1024;
        PRAGMA temp_store = MEMORY;
        PRAGMA foreign_keys = OFF;
        """

    static let projection =
        "CREATE TABLE projection (id INTEGER PRIMARY KEY, rest BLOB NOT NULL, sealed BLOB NOT NULL)"

    static let tables = """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE epoch (ordinal INTEGER PRIMARY KEY, sealed BLOB NOT NULL);
        CREATE TABLE boot (epoch INTEGER NOT NULL, ordinal INTEGER NOT NULL, sealed BLOB NOT NULL,
            PRIMARY KEY (epoch, ordinal)) WITHOUT ROWID;
        CREATE TABLE event (id INTEGER PRIMARY KEY, sealed BLOB NOT NULL, count INTEGER NOT NULL DEFAULT 1);
        CREATE TABLE acknowledged (epoch INTEGER NOT NULL, stream INTEGER NOT NULL, sealed BLOB NOT NULL,
            PRIMARY KEY (epoch, stream)) WITHOUT ROWID;
        CREATE TABLE gap (id INTEGER PRIMARY KEY, sealed BLOB NOT NULL, count INTEGER NOT NULL);
        CREATE TABLE idempotency (sequence INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, sealed BLOB NOT NULL);
        \(projection);
        CREATE TABLE setting (name TEXT PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID;
        """
}
