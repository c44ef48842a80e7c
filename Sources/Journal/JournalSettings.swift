package import FieldModel

/// Where a journal lives and how it commits.
package struct JournalSettings: Sendable {
    /// Holds `journal.db`, SQLite's files beside it, and `journal.marks`.
    package var directory: String
    /// Holds the counter that orders epochs; survives the journal.
    package var keysDirectory: String
    package var node: NodeID
    /// How late track and climate may be committed.
    package var commitInterval: Duration
    /// How many requests one fsync may serve.
    package var batchLimit: Int
    /// For tests only: leaves out the fsync of every commit, so that a test which cuts the power must see a loss.
    package var isUnsynced = false

    package init(
        directory: String,
        keysDirectory: String,
        node: NodeID,
        commitInterval: Duration = .seconds(10),
        batchLimit: Int = 512
    ) {
        self.directory = directory
        self.keysDirectory = keysDirectory
        self.node = node
        self.commitInterval = commitInterval
        self.batchLimit = batchLimit
    }

    /// What the test settings change of how SQLite is opened.
    var trialPragmas: String { isUnsynced ? "PRAGMA synchronous = NORMAL;" : "" }

    package var database: String { directory + "/journal.db" }
    package var marks: String { directory + "/journal.marks" }
    package var record: String { keysDirectory + "/journal.id" }
}

/// Sixteen bytes that name one act from outside: the same key again changes nothing.
package struct IdempotencyKey: Hashable, Sendable {
    package let bytes: [UInt8]

    /// Returns `nil` unless there are 16 bytes.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        self.bytes = bytes
    }
}

/// What an append did.
package struct AppendResult: Sendable, Equatable {
    package let identities: [EventIdentity]
    /// The idempotency key was known: nothing was written, and the identities are those of the first time.
    package let isRepeat: Bool
}
