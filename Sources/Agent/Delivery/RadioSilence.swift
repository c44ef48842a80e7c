package import Journal
import Synchronization

/// Whether this node may transmit. Kept in the journal, so that a restart never breaks silence.
package final class RadioSilence: Sendable {
    private static let setting = "radio_silence"

    private struct State {
        var isOn: Bool
        /// The order may lie in a journal that was set aside, and is being looked for.
        var isPresumed: Bool
    }

    private let state: Mutex<State>
    private let journal: Journal

    package init(journal: Journal) async throws(JournalError) {
        self.journal = journal
        state = Mutex(try await Self.look(journal))
    }

    /// What cannot be read was on for all that is known: transmitting against an order is the worse mistake, and whoever
    /// sees the silence in the status can end it.
    private static func look(_ journal: Journal) async throws(JournalError) -> State {
        do throws(JournalError) {
            if let setting = try await journal.setting(setting) {
                return State(isOn: setting == [1], isPresumed: false)
            }
        } catch {
            guard case .damagedRow = error else { throw error }
            return State(isOn: true, isPresumed: false)
        }
        let isSearching = try await journal.status().salvage != nil
        return State(isOn: isSearching, isPresumed: isSearching)
    }

    package var isOn: Bool { state.withLock { $0.isOn } }

    /// Looks again while silence is only presumed. Returns whether it still is.
    package func reconsider() async throws(JournalError) -> Bool {
        guard state.withLock({ $0.isPresumed }) else { return false }
        let found = try await Self.look(journal)
        return state.withLock { state in
            if state.isPresumed { state = found }
            return state.isPresumed
        }
    }

    /// Stops or allows every transmission; what is on the disk decides after a restart.
    package func set(_ isOn: Bool) async throws(JournalError) {
        // Silence holds at once, permission only when it is durable.
        if isOn { state.withLock { $0 = State(isOn: true, isPresumed: false) } }
        try await journal.set(Self.setting, [isOn ? 1 : 0])
        state.withLock { $0 = State(isOn: isOn, isPresumed: false) }
    }
}
