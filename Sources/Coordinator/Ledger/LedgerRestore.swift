import FieldModel
import Glibc
import LinuxIO
import Store

/// Puts a copy in the place of a database.
struct LedgerRestore {
    let source: String
    let files: LedgerFiles
    let coordinator: UInt64

    /// Checks the copy, keeps what stands in its place, and moves it there.
    ///
    /// - Returns: where the database that stood there went, if there was one.
    func run() throws(BackupError) -> String? {
        // The lock stays until the files are exchanged, so that no coordinator starts meanwhile.
        let lock = try copying { () throws(LedgerError) in try Witness(of: files, creates: false) }
        defer { withExtendedLifetime(lock) {} }
        try copying(probe)
        let copy = try LedgerCopy.prepare(files.database, replacing: true)
        let checked = files.database + ".restoring"
        do throws(BackupError) {
            try copying { () throws(LedgerError) in
                try storing { () throws(SQLiteError) in
                    try Connection(path: source, mode: .readOnly).backup(to: copy.path)
                }
            }
        } catch {
            copy.discard()
            throw error
        }
        try copy.finish(as: checked)
        return try copying { () throws(LedgerError) in
            let aside = files.exists ? try files.setAside("replaced") : nil
            try named(files.database) { () throws(Errno) in
                try DurableFile.move(checked, to: files.database)
            }
            return aside
        }
    }

    /// Names an error as that of a restore.
    private func copying<Value>(_ body: () throws(LedgerError) -> Value) throws(BackupError) -> Value {
        do throws(LedgerError) { return try body() } catch {
            if case .inUse = error { throw .running }
            throw .ledger(error)
        }
    }

    private func probe() throws(LedgerError) {
        guard LedgerHeader(path: source)?.isOurs == true else { throw .foreign(path: source) }
        let reader = try storing { () throws(SQLiteError) in try Connection(path: source, mode: .readOnly) }
        let version = try storing { () throws(SQLiteError) in try reader.integer("PRAGMA user_version") ?? 0 }
        guard version <= LedgerSchema.version else {
            throw .newerSchema(found: Int(version), supported: LedgerSchema.version)
        }
        guard try LedgerEngine.meta(reader, "coordinator") == coordinator.bigEndianBytes else {
            throw .otherCoordinator(path: source)
        }
    }
}
