import Glibc
import LinuxIO

/// The files of one ledger: its database and what stands beside it.
struct LedgerFiles {
    let database: String

    var wal: String { database + "-wal" }
    var witness: String { database + ".witness" }
    var enrolment: String { database + ".nodes" }

    var exists: Bool { access(database, F_OK) == 0 }

    /// The copy that a migration from this schema leaves.
    func copy(ofSchema version: Int) -> String { database + ".schema\(version)" }

    /// The first name of this kind that is free: `coordinator.db.damaged-1`.
    func free(_ kind: String) -> String {
        var number = 1
        while access("\(database).\(kind)-\(number)", F_OK) == 0 { number += 1 }
        return "\(database).\(kind)-\(number)"
    }

    /// Renames the database and its WAL.
    ///
    /// - Returns: where the database went.
    func setAside(_ kind: String) throws(LedgerError) -> String {
        let target = free(kind)
        // The WAL first: a database without its WAL is older and is noticed, a WAL without its database would be thrown away.
        for suffix in ["-wal", "-journal", ""] where access(database + suffix, F_OK) == 0 {
            try named(target) { () throws(Errno) in
                try DurableFile.move(database + suffix, to: target + suffix)
            }
        }
        return target
    }

    /// Takes away a WAL that is not of this database.
    func setWALAside() throws(LedgerError) -> String {
        let target = free("wal")
        try named(wal) { () throws(Errno) in try DurableFile.move(wal, to: target) }
        return target
    }
}

/// Calls the kernel and names its error as the ledger's.
func named<Value>(_ path: String, _ body: () throws(Errno) -> Value) throws(LedgerError) -> Value {
    do { return try body() } catch { throw .file(path: path, error) }
}
