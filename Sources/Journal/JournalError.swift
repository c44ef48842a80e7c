package import FieldModel
import Glibc
package import Store

/// Why the journal refused or stopped.
package enum JournalError: Error, Equatable, CustomStringConvertible {
    /// The key file does not open this journal. Nothing was changed.
    case wrongKey(path: String)
    /// Another process has the journal open.
    case inUse(path: String)
    /// The file is not a Budkavle journal.
    case foreign(path: String)
    /// The journal belongs to another node.
    case otherNode(found: NodeID, expected: NodeID)
    /// A newer version of Budkavle wrote this journal.
    case newerSchema(found: Int, supported: Int)
    /// A row does not authenticate: its bytes or its place were changed.
    case damagedRow(table: String, id: Int64)
    /// Rows are gone that nothing took away: the database is damaged in its structure.
    case missingRows(stream: FieldModel.Stream, offset: UInt64)
    case invalidEvent(String)
    /// The counter of epochs, or the journal, has no number for another one.
    case noEpochLeft
    /// There is no room for these events. Nothing was written; the same can be tried again later.
    case full(StorageLevel)
    case storage(SQLiteError)
    case file(path: String, errno: Int32)
    /// The journal was closed, or stopped after a failed write.
    case closed

    package var description: String {
        switch self {
        case .wrongKey(let path):
            "the key in the keys directory does not open \(path); restore the right journal.key, or move the "
                + "journal directory aside to start a new one"
        case .inUse(let path): "another process has \(path) open"
        case .foreign(let path): "\(path) is not a Budkavle journal"
        case .otherNode(let found, let expected): "the journal belongs to node \(found), not to \(expected)"
        case .newerSchema(let found, let supported):
            "the journal has schema \(found), and this version knows \(supported) at most: install the newer version again"
        case .damagedRow(let table, let id): "row \(id) of \(table) is damaged"
        case .missingRows(let stream, let offset):
            "\(stream.name) \(offset) is gone: the database is damaged, and is set aside at the next start"
        case .noEpochLeft:
            "no epoch is left: the file epoch in the keys directory is damaged, or the journal has begun 32,768"
        case .invalidEvent(let reason): "invalid event: \(reason)"
        case .full(.diskFull): "the disk is full: nothing more can be kept"
        case .full(.full): "the journal is full: nothing more can be kept"
        case .full: "the journal has no room left for this kind of event"
        case .storage(let error): "journal: \(error)"
        case .file(let path, let errno): "\(path): errno \(errno)"
        case .closed: "the journal is closed"
        }
    }

    var isOfStorage: Bool { if case .storage = self { true } else { false } }

    /// Whether there was no room, in the quota or on the disk.
    var isForRoom: Bool {
        switch self {
        case .full: true
        case .storage(let error): error.primary == 13  // SQLITE_FULL
        case .file(_, let errno): errno == ENOSPC || errno == EDQUOT
        default: false
        }
    }

    /// Whether the database is damaged so that it must be set aside.
    var isStructural: Bool {
        switch self {
        case .missingRows: true
        // SQLITE_CORRUPT, SQLITE_NOTADB; SQLITE_IOERR_SHORT_READ
        case .storage(let error): [11, 26].contains(error.primary) || error.code == 522
        default: false
        }
    }

    /// Whether the disk did not give a page back. Once is an accident; again after reopening, the page is gone.
    var isBadSector: Bool {
        if case .storage(let error) = self { error.code == 266 } else { false }  // SQLITE_IOERR_READ
    }

    /// Whether only closing and opening again can help.
    package var needsReopening: Bool {
        switch self {
        case .storage(let error): ![13, 19].contains(error.primary)  // SQLITE_FULL, SQLITE_CONSTRAINT
        case .closed, .missingRows: true
        default: false
        }
    }
}
