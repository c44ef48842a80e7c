import Store

/// What the journal does for itself, between batches.
extension Engine {
    /// Whether something is to be done even if nobody asks for anything.
    var hasChores: Bool { (salvage != nil || rebuild?.isHeld == false) && !areChoresStuck }

    /// Works for a moment. Returns false when only opening again can help.
    func doChores() -> Bool {
        do throws(JournalError) {
            try declareLost()
            guard hasChores else { return true }
            _ = try salvageStep()
            try rebuildStep()
            return true
        } catch {
            observe(error)
            // Without room the same would be tried again and again: until the next step of housekeeping it rests.
            if error.isForRoom { areChoresStuck = true }
            return isSound && !error.needsReopening
        }
    }

    /// All is well: rows need not wait any longer, and a page that the disk once did not give back came in the end.
    func end() {
        // Where they cannot be written, the next opening folds again.
        if eventsSinceRows > 0 { try? writeProjections() }
        SetAside(settings: settings).trust()
    }

    /// Notes an error that somebody got. After one that shows damage in the structure, the files are set aside at the
    /// next start.
    func observe(_ error: JournalError) {
        let aside = SetAside(settings: settings)
        // Where even these cannot be written, the damage is found again.
        if error.isBadSector, !wasSuspect { return aside.suspect() }
        guard error.isStructural || error.isBadSector, !isDamaged else { return }
        isDamaged = true
        connection.keepsLog = true
        try? aside.request("\(error)")
    }
}
