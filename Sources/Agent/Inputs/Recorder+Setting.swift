import Journal

extension Recorder {
    /// Keeps a small value over restarts; a refusal is logged.
    ///
    /// - Throws: what makes the journal unusable.
    func save(_ name: String, _ value: [UInt8]) async throws(JournalError) {
        do throws(JournalError) {
            try await journal.set(name, value)
        } catch {
            if error.needsReopening { throw error }
            refusals.note(error, "setting")
        }
    }
}
