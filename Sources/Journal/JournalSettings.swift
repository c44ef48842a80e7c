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
    /// For tests only: which of SQLite's file systems holds the database; `nil` for its default one.
    package var vfs: String?
    /// For tests only: leaves out the fsync of every commit, so that a test which cuts the power must see a loss.
    package var isUnsynced = false
    /// For tests only: after how many pages the WAL is copied into the database; `nil` for the usual number.
    package var checkpointPages: Int?
    /// Bytes that database, log, ballast and marks may take together, at least 16 MiB.
    package var quota: Int64
    /// How long delivered events stay when there is room for them.
    package var retention: Duration
    /// Bytes of the log that are allocated in advance and to which it is cut back.
    package var logLimit: Int64
    /// Called on the journal's thread at each change of level.
    package var levelChanged: @Sendable (StorageLevel) -> Void

    package static let defaultQuota: Int64 = 1 << 30
    package static let defaultRetention = Duration.seconds(90 * 86_400)

    package init(
        directory: String,
        keysDirectory: String,
        node: NodeID,
        commitInterval: Duration = .seconds(10),
        batchLimit: Int = 512,
        quota: Int64 = JournalSettings.defaultQuota,
        retention: Duration = JournalSettings.defaultRetention,
        logLimit: Int64 = 4 << 20,
        levelChanged: @escaping @Sendable (StorageLevel) -> Void = { _ in }
    ) {
        self.directory = directory
        self.keysDirectory = keysDirectory
        self.node = node
        self.commitInterval = commitInterval
        self.batchLimit = batchLimit
        self.quota = quota
        self.retention = retention
        self.logLimit = logLimit
        self.levelChanged = levelChanged
    }

    /// What the test settings change of how SQLite is opened.
    var trialPragmas: String {
        (isUnsynced ? "PRAGMA synchronous = NORMAL;" : "")
            + (checkpointPages.map { "PRAGMA wal_autocheckpoint = \($0);" } ?? "")
    }

    package var database: String { directory + "/journal.db" }
    package var marks: String { directory + "/journal.marks" }
    package var record: String { keysDirectory + "/journal.id" }
    var ballast: String { directory + "/journal.ballast" }
    /// All pages of a full log may be new to the database, and the file system needs some blocks of its own.
    var ballastBytes: Int64 { logLimit + logLimit / 4 }
    /// What of the quota is not for the database: log, ballast, marks.
    var overhead: Int64 { logLimit + ballastBytes + 4096 }
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
