import FieldModel
import Journal

/// The way of every event into the journal, and a word to the sender when something waits there.
struct Recorder: Sendable {
    let journal: Journal
    let wake: Wake
    let refusals: RefusalLog

    /// Returns whether the events are durable; a refusal is logged.
    ///
    /// - Throws: what makes the journal unusable.
    func record(_ events: [Event], key: IdempotencyKey? = nil) async throws(JournalError) -> Bool {
        guard !events.isEmpty else { return true }
        do throws(JournalError) {
            _ = try await journal.append(events, key: key)
            wake.signal()
            return true
        } catch {
            if error.needsReopening { throw error }
            refusals.note(error, events[0].body.stream?.name ?? "unknown")
            return false
        }
    }

    /// Takes an event that may be committed later; returns whether there was room for it.
    func postpone(_ event: Event) async throws(JournalError) -> Bool {
        do throws(JournalError) {
            try await journal.appendDeferred([event])
            return true
        } catch {
            if error.needsReopening { throw error }
            refusals.note(error, event.body.stream?.name ?? "unknown")
            return false
        }
    }
}
