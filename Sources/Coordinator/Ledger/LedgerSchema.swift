/// The tables of a coordinator's database.
enum LedgerSchema {
    /// "BKVC", SQLite's application_id.
    static let applicationID = 0x424B_5643
    static let version = 2

    /// What must be set before the first page is written.
    static let beforeCreation = "PRAGMA page_size = 4096; PRAGMA auto_vacuum = INCREMENTAL"

    static let onOpening = """
        PRAGMA locking_mode = EXCLUSIVE;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA journal_size_limit = 16777216;
        PRAGMA cache_size = -8192;
        PRAGMA temp_store = MEMORY;
        PRAGMA foreign_keys = OFF;
        """

    /// Epochs are u64 kept as the integer of the same bits. `lane` is one stream of one epoch of one node; its sets
    /// of offsets are lists of varint pairs, see `IntervalSet+Row.swift`.
    static let tables = """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE node (id INTEGER PRIMARY KEY, keys BLOB NOT NULL, call_sign TEXT NOT NULL,
            added INTEGER NOT NULL, revoked INTEGER, contact INTEGER);
        CREATE TABLE lane (id INTEGER PRIMARY KEY, node INTEGER NOT NULL, epoch INTEGER NOT NULL,
            stream INTEGER NOT NULL, next INTEGER NOT NULL DEFAULT 0, duplicates INTEGER NOT NULL DEFAULT 0,
            conflicts INTEGER NOT NULL DEFAULT 0, received BLOB NOT NULL DEFAULT x'',
            digest BLOB NOT NULL DEFAULT x'', UNIQUE (node, epoch, stream));
        CREATE TABLE gap (lane INTEGER NOT NULL, reason INTEGER NOT NULL, offsets BLOB NOT NULL,
            PRIMARY KEY (lane, reason)) WITHOUT ROWID;
        CREATE TABLE event (lane INTEGER NOT NULL, offset INTEGER NOT NULL, bytes BLOB NOT NULL,
            PRIMARY KEY (lane, offset)) WITHOUT ROWID;
        CREATE TABLE conflict (lane INTEGER NOT NULL, offset INTEGER NOT NULL, stored_digest BLOB NOT NULL,
            other_digest BLOB NOT NULL, bytes BLOB NOT NULL, at INTEGER NOT NULL,
            PRIMARY KEY (lane, offset, other_digest)) WITHOUT ROWID;
        CREATE TABLE boot (node INTEGER NOT NULL, epoch INTEGER NOT NULL, ordinal INTEGER NOT NULL,
            record BLOB, arrival INTEGER, PRIMARY KEY (node, epoch, ordinal)) WITHOUT ROWID;
        CREATE TABLE projection (node INTEGER NOT NULL, name TEXT NOT NULL, state BLOB NOT NULL,
            PRIMARY KEY (node, name)) WITHOUT ROWID;
        """

    /// What turns schema `key` into the one after it.
    static let steps: [Int: String] = [
        1: """
        CREATE TABLE gap (lane INTEGER NOT NULL, reason INTEGER NOT NULL, offsets BLOB NOT NULL,
            PRIMARY KEY (lane, reason)) WITHOUT ROWID;
        INSERT INTO gap SELECT id, 1, thinned FROM lane WHERE thinned <> x'';
        INSERT INTO gap SELECT id, 2, retired FROM lane WHERE retired <> x'';
        INSERT INTO gap SELECT id, 3, lost FROM lane WHERE lost <> x'';
        ALTER TABLE lane DROP COLUMN thinned;
        ALTER TABLE lane DROP COLUMN retired;
        ALTER TABLE lane DROP COLUMN lost;
        ALTER TABLE lane ADD COLUMN digest BLOB NOT NULL DEFAULT x'';
        INSERT INTO meta (name, value) VALUES ('sequence', zeroblob(8));
        """
    ]
}
