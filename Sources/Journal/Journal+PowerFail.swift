extension Journal {
    /// Commits everything that waits, and returns after it is on the disk. While `isHasty`, deferred events are committed as they come.
    ///
    /// - Throws: why something still waits. It is tried again like any commit.
    package func commitNow(isHasty: Bool) async throws(JournalError) {
        try await perform { engine throws(JournalError) in
            engine.isHasty = isHasty
            guard engine.deferred.isEmpty else { throw engine.commitFailure ?? .full(engine.quota.level) }
        }
    }

    /// Folds the log into the database, so that the next start has little to read. What was committed is safe without it.
    package func checkpoint() async throws(JournalError) {
        try await perform { engine throws(JournalError) in try engine.checkpoint() }
    }
}
