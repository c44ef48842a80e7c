import Store

extension LedgerEngine {
    /// Pages that one step of a backup copies: about a millisecond, in which no delivery is taken.
    private static let pagesPerStep: Int32 = 256

    /// Begins a copy into an empty file.
    func beginBackup(to path: String) throws(BackupError) {
        guard backup == nil else { throw .busy }
        do throws(SQLiteError) { backup = try OnlineBackup(of: connection, to: path) } catch {
            throw .ledger(.storage(error))
        }
    }

    /// Copies a little more; returns whether the copy is whole.
    func continueBackup() throws(BackupError) -> Bool {
        guard let backup else { throw .busy }
        do throws(SQLiteError) {
            let isWhole = try backup.step(pages: Self.pagesPerStep)
            if isWhole { self.backup = nil }
            return isWhole
        } catch {
            self.backup = nil
            throw .ledger(.storage(error))
        }
    }
}
