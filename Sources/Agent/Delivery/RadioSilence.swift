package import Journal
import Synchronization

/// Whether this node may transmit. Kept in the journal, so that a restart never breaks silence.
package final class RadioSilence: Sendable {
    private static let setting = "radio_silence"
    private let flag: Mutex<Bool>
    private let journal: Journal

    package init(journal: Journal) async throws(JournalError) {
        self.journal = journal
        flag = Mutex(try await journal.setting(Self.setting) == [1])
    }

    package var isOn: Bool { flag.withLock { $0 } }

    /// Stops or allows every transmission; what is on the disk decides after a restart.
    package func set(_ isOn: Bool) async throws(JournalError) {
        // Silence holds at once, permission only when it is durable.
        if isOn { flag.withLock { $0 = true } }
        try await journal.set(Self.setting, [isOn ? 1 : 0])
        flag.withLock { $0 = isOn }
    }
}
