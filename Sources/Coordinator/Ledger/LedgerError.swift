package import LinuxIO
package import Store

/// Why the ledger refused or stopped.
package enum LedgerError: Error, Equatable, CustomStringConvertible {
    /// Another process has the database open.
    case inUse(path: String)
    /// The file is not a coordinator's database.
    case foreign(path: String)
    /// A newer version wrote this database.
    case newerSchema(found: Int, supported: Int)
    /// The database belongs to another coordinator than the keys.
    case otherCoordinator(path: String)
    /// The database is a coordinator's, and what it needs to begin cannot be read.
    case damaged(path: String)
    case storage(SQLiteError)
    /// The kernel refused a file beside the database.
    case file(path: String, Errno)
    /// The ledger was closed, or stopped after a failed write.
    case closed

    package var description: String {
        switch self {
        case .inUse(let path): "another process has \(path) open"
        case .foreign(let path): "\(path) is not a coordinator's database"
        case .newerSchema(let found, let supported):
            "the database has schema \(found), and this version knows \(supported) at most: install the newer version again"
        case .otherCoordinator(let path):
            "\(path) belongs to another coordinator than the keys; restore the right keys or name another database"
        case .damaged(let path): "\(path) is damaged"
        case .storage(let error): "database: \(error)"
        case .file(let path, let error): "\(path): \(error)"
        case .closed: "the database is closed"
        }
    }

    /// Whether only closing and opening again can help.
    var needsReopening: Bool {
        switch self {
        case .storage: !showsFullDisk
        case .closed, .file, .damaged: true
        default: false
        }
    }

    /// Whether the database file is not what SQLite or the ledger wrote.
    var showsDamage: Bool {
        switch self {
        case .damaged: true
        case .storage(let error):
            // SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_IOERR_SHORT_READ
            error.primary == 11 || error.primary == 26 || error.code == 522
        default: false
        }
    }

    /// Whether the disk is full, which passes by itself.
    var showsFullDisk: Bool {
        if case .storage(let error) = self { error.primary == 13 } else { false }
    }
}

/// Calls SQLite and names its error as the ledger's.
func storing<Value>(_ body: () throws(SQLiteError) -> Value) throws(LedgerError) -> Value {
    do { return try body() } catch { throw .storage(error) }
}

extension LedgerEngine {
    /// Notes what a job met that was not a commit: only damage is of lasting interest there.
    func note(reading error: any Error) {
        let cause: LedgerError? =
            switch error {
            case let error as LedgerError: error
            case NodeError.ledger(let error): error
            default: nil
            }
        if let cause, cause.showsDamage { note(cause) }
    }
}
