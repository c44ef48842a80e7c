import FieldModel
import Store

/// Housekeeping between batches, one bounded step at a time.
extension Engine {
    /// Rows that one step reads or removes at most.
    static let stepRows = 256
    /// Pages that one step gives back to the file system.
    private static let stepPages = 256

    /// Takes one step and returns how long the next can wait; nothing when more is to be done at once.
    func tidy() throws(JournalError) -> Duration {
        isTidyDue = false
        do throws(JournalError) {
            return try step()
        } catch {
            guard !error.needsReopening else { throw error }
            lastTidyFailure = error
            if error.isForRoom { makeRoom() }
            return .seconds(1)
        }
    }

    private func step() throws(JournalError) -> Duration {
        try look()
        if quota.isSacrificing {
            let isMore = try sacrifice()
            try look()
            if isMore { return .zero }
        }
        if try retireByAge() { return .zero }
        guard ballast.make() else {
            if try giveBackPages() { return .zero }
            return quota.isSacrificing ? .seconds(1) : .seconds(5)
        }
        return quota.isSacrificing || quota.failure != nil ? .seconds(1) : .seconds(60)
    }

    /// Shrinks the file while the disk is short and the database has plenty of free pages, so that the ballast can be
    /// made again. What sacrifice frees stays for the next events.
    private func giveBackPages() throws(JournalError) -> Bool {
        guard quota.isDiskShort, quota.free * 4 > quota.pages, quota.free > Int64(Self.stepPages) else {
            return false
        }
        try storing { () throws(SQLiteError) in
            try connection.execute("PRAGMA incremental_vacuum(\(Self.stepPages))")
        }
        // The file gets shorter when the log is folded into it.
        try checkpoint()
        return true
    }
}
