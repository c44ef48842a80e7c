import FieldModel
import Store

/// Housekeeping between batches, one bounded step at a time.
extension Engine {
    /// Rows that one step reads or removes at most.
    static let stepRows = 256
    /// Pages that one step gives back to the file system.
    private static let stepPages: Int64 = 256

    /// Takes one step and returns how long the next can wait; nothing when more is to be done at once.
    func tidy() throws(JournalError) -> Duration {
        isTidyDue = false
        if areChoresStuck { makeRoom() }
        areChoresStuck = false
        do throws(JournalError) {
            let pause = try step()
            return salvage != nil || rebuild != nil ? min(pause, .seconds(1)) : pause
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

    /// Shrinks the file by some of what it owes to the ballast. What sacrifice frees beyond that stays for the next events.
    private func giveBackPages() throws(JournalError) -> Bool {
        // Whatever moves stands in the log first, and the log cannot grow here.
        let pages = min(quota.surplus, Self.stepPages, settings.logLimit / 4 / quota.pageSize)
        guard pages > 0 else { return false }
        try storing { () throws(SQLiteError) in
            try connection.execute("PRAGMA incremental_vacuum(\(pages))")
        }
        // The file gets shorter when the log is folded into it.
        try checkpoint()
        return true
    }
}
