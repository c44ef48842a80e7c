import Store

/// What the journal does for itself, between batches.
extension Engine {
    /// Whether something is to be done even if nobody asks for anything.
    var hasChores: Bool { salvage != nil || rebuild != nil }

    /// Works for a moment. Returns false when only opening again can help.
    func doChores() -> Bool {
        do throws(JournalError) {
            try declareLost()
            _ = try salvageStep()
            try rebuildStep()
            return true
        } catch {
            observe(error)
            return !error.needsReopening
        }
    }

    /// Notes an error that somebody got. After one that shows damage in the structure, the files are set aside at the
    /// next start.
    func observe(_ error: JournalError) {
        guard error.isStructural, !isDamaged else { return }
        isDamaged = true
        connection.keepsLog = true
        // Where even this cannot be written, the damage is found again.
        try? SetAside(settings: settings).request("\(error)")
    }
}
