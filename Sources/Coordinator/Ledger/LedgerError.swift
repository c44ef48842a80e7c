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
    case storage(SQLiteError)
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
        case .storage(let error): "database: \(error)"
        case .closed: "the database is closed"
        }
    }

    /// Whether only closing and opening again can help.
    var needsReopening: Bool {
        switch self {
        case .storage(let error): error.primary != 13  // SQLITE_FULL
        case .closed: true
        default: false
        }
    }
}

/// Calls SQLite and names its error as the ledger's.
func storing<Value>(_ body: () throws(SQLiteError) -> Value) throws(LedgerError) -> Value {
    do { return try body() } catch { throw .storage(error) }
}
