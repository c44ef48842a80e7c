import FieldModel
import Glibc
import LinuxIO
import Store
import Threads

/// A database file that is no running ledger: what `backup` wrote and `restore` reads.
struct LedgerCopy {
    let path: String

    /// Makes the file that a copy is written into, with mode 0600.
    ///
    /// - Throws: `.exists` where there is one already, unless it may be replaced.
    static func prepare(_ path: String, replacing: Bool) throws(BackupError) -> LedgerCopy {
        guard replacing || access(path, F_OK) != 0 else { throw .exists(path: path) }
        let temporary = path + ".partial"
        unlink(temporary)
        do throws(Errno) {
            _ = try FileDescriptor(opening: temporary, flags: O_WRONLY | O_CREAT | O_EXCL)
        } catch {
            throw .ledger(.file(path: temporary, error))
        }
        return LedgerCopy(path: temporary)
    }

    /// Marks the file as a copy, checks it, and puts it in its place once it is on the disk.
    ///
    /// The mark is an empty `launch`: whatever opens the file as a ledger begins a new incarnation.
    func finish(as target: String) throws(BackupError) {
        do throws(LedgerError) {
            try storing { () throws(SQLiteError) in
                let connection = try Connection(path: path)
                // Without a WAL, so that the copy is one file.
                try connection.execute("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL")
                try connection.execute("UPDATE meta SET value = x'' WHERE name = 'launch'")
            }
            try check()
            try named(path) { () throws(Errno) in try DurableFile.sync(path) }
            try named(target) { () throws(Errno) in try DurableFile.move(path, to: target) }
        } catch {
            discard()
            throw .ledger(error)
        }
    }

    func discard() {
        for suffix in ["", "-wal", "-journal"] { unlink(path + suffix) }
    }

    /// Reads the whole file.
    ///
    /// - Throws: `.damaged` where SQLite finds a fault in it.
    private func check() throws(LedgerError) {
        let verdict = try storing { () throws(SQLiteError) in
            try Connection(path: path, mode: .readOnly).text("PRAGMA integrity_check(1)")
        }
        guard verdict == "ok" else { throw .damaged(path: path) }
    }
}

/// Why a backup was not made or not restored.
package enum BackupError: Error, Equatable, CustomStringConvertible {
    case exists(path: String)
    /// Another backup is under way.
    case busy
    /// A coordinator runs.
    case running
    case ledger(LedgerError)

    package var description: String {
        switch self {
        case .exists(let path): "\(path) exists; --replace overwrites it"
        case .busy: "another backup is under way"
        case .running: "the coordinator runs; stop it first"
        case .ledger(let error): error.description
        }
    }
}

extension Ledger {
    /// Copies the database to one file while deliveries go on. The copy is the ledger at one moment near the end of the call.
    package func backup(to path: String, replacing: Bool) async throws(BackupError) {
        let copy = try LedgerCopy.prepare(path, replacing: replacing)
        do throws(BackupError) {
            try await perform { engine throws(BackupError) in
                try engine.beginBackup(to: copy.path)
            } refusal: {
                .ledger(.closed)
            }
            var isWhole = false
            while !isWhole {
                isWhole = try await perform { engine throws(BackupError) in
                    try engine.continueBackup()
                } refusal: {
                    .ledger(.closed)
                }
            }
        } catch {
            copy.discard()
            throw error
        }
        try await Self.aside { () throws(BackupError) in try copy.finish(as: path) }
    }

    /// Puts a copy in the place of a database that nobody has open, and begins a new incarnation.
    ///
    /// - Returns: where the database that stood there went, if there was one.
    package static func restore(
        _ path: String,
        to database: String,
        coordinator: UInt64
    ) async throws(BackupError) -> (aside: String?, life: Incarnation) {
        let aside = try await Self.aside { () throws(BackupError) in
            try LedgerRestore(source: path, files: LedgerFiles(database: database), coordinator: coordinator)
                .run()
        }
        do throws(LedgerError) {
            let ledger = try await open(path: database, coordinator: coordinator)
            let life = ledger.life
            await ledger.close()
            return (aside, life)
        } catch {
            throw .ledger(error)
        }
    }

    /// Runs what blocks for long on a thread of its own.
    private static func aside<Value: Sendable>(
        _ body: @escaping @Sendable () throws(BackupError) -> Value
    ) async throws(BackupError) -> Value {
        let result: Result<Value, BackupError> = await withCheckedContinuation { continuation in
            _ = WorkerThread<Never>(name: "copy") { _ in
                do throws(BackupError) {
                    continuation.resume(returning: .success(try body()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }
}
