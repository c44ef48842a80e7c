import CSQLite
import CStore

/// A file system of SQLite for one connection, which writes a commit to the write-ahead log with one call and what a
/// checkpoint copies with few; see `cstore.h`.
final class Gatherer {
    private let pointer: OpaquePointer

    /// Over another file system, or over the default one. Fails when there is no such.
    init(over lower: String?) throws(SQLiteError) {
        guard let pointer = gatherer_make(lower) else {
            throw SQLiteError(
                code: SQLITE_ERROR,
                message: "no such file system, or no memory",
                operation: "open"
            )
        }
        self.pointer = pointer
    }

    deinit { gatherer_free(pointer) }

    /// What to give SQLite as the name of the file system.
    var name: String { String(cString: gatherer_name(pointer)) }

    /// Throws away what a failed transaction or checkpoint could not write. Call it while no transaction writes.
    func forget() { gatherer_forget(pointer) }
}
