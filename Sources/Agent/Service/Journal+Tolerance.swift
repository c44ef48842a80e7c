import FieldModel
import Journal
import Logging

/// What the agent can do without while the disk is full or a row is damaged.
extension Journal {
    /// Adds a reading of the clock, unless there is no room for it: the next reading comes by itself.
    func offer(_ anchor: ClockAnchor, log: Logger) async throws(JournalError) {
        do throws(JournalError) {
            try await add(anchor)
        } catch {
            if error.needsReopening { throw error }
            log.error("a reading of the clock is not kept: \(error)")
        }
    }

    /// The state of a row; `nil` also when it is damaged, because what cannot be read is unknown.
    func readable(_ name: String) async throws(JournalError) -> [UInt8]? {
        do throws(JournalError) {
            return try await projection(name)
        } catch {
            guard case .damagedRow = error else { throw error }
            return nil
        }
    }
}
