package import FieldModel

/// What to send next from one stream.
package struct UnsentQuery: Sendable {
    package var stream: FieldModel.Stream
    /// Offsets that are under way.
    package var excluding: [Epoch: IntervalSet]
    /// At most so many events ...
    package var events: Int
    /// ... and no further one once so many canonical bytes are reached.
    package var bytes: Int

    package init(
        stream: FieldModel.Stream,
        excluding: [Epoch: IntervalSet] = [:],
        events: Int,
        bytes: Int
    ) {
        self.stream = stream
        self.excluding = excluding
        self.events = events
        self.bytes = bytes
    }
}

/// Which boot of which epoch.
package struct BootKey: Hashable, Sendable {
    package let epoch: Epoch
    package let ordinal: UInt32

    package init(epoch: Epoch, ordinal: UInt32) {
        self.epoch = epoch
        self.ordinal = ordinal
    }
}

/// What a receipt changed.
package struct ReceiptEffect: Sendable, Equatable {
    package var newlyDelivered: UInt64 = 0
    /// The coordinator was rebuilt or replaced: everything that is kept is sent again.
    package var isNewIncarnation = false
    /// The coordinator has events that this journal lost: a new epoch began.
    package var showsRollback = false
}

/// How far a stream reaches and how much of it waits.
package struct StreamStatus: Sendable, Equatable {
    package var stream: FieldModel.Stream
    package var epoch: Epoch
    package var next: UInt64
    package var unsent: UInt64
    /// CLOCK_BOOTTIME of the oldest unsent event when that is of this boot.
    package var oldestUnsent: BootInstant?
}

/// A look at the whole journal.
package struct JournalStatus: Sendable {
    package var epoch: Epoch
    package var boot: BootRecord?
    package var streams: [StreamStatus]
    package var databaseBytes: Int64
    package var walBytes: Int64
    package var foldFailures: Int
    /// What is being fetched from a journal that was set aside.
    package var salvage: SalvageProgress?
    /// Projections are folded again, and unknown until that is done.
    package var areProjectionsUnknown: Bool
    /// Streams of which state is unknown and stays so, now that everything that is kept has been folded.
    package var unknownStreams: Set<FieldModel.Stream>
    /// Streams of which nobody knows how far they came before they were lost: what never left may be gone without a trace.
    package var unboundedStreams: Set<FieldModel.Stream>
    /// Those of the projector's watched rows whose state is unknown.
    package var unknownRows: [String]
    /// How much room there is, and what was given up for it.
    package var storage: StorageStatus
    /// How old these figures are: not zero when the disk keeps the journal waiting.
    package var age = Duration.zero

    /// Whether the journal is still putting itself in order after a loss.
    package var isRecovering: Bool { salvage != nil || areProjectionsUnknown }
}

/// How far the search through a damaged journal has come.
package struct SalvageProgress: Sendable, Equatable {
    package var page: Int
    package var pages: Int
    /// Rows that were what this node wrote.
    package var found: Int
}

/// What `verify` found.
package struct Verification: Sendable, Equatable {
    package var events = 0
    package var projections = 0
    /// Offsets that gaps account for, by reason.
    package var gaps: [Gap.Reason: UInt64] = [:]
    /// One line each, at most 100.
    package var faults: [String] = []

    package var isSound: Bool { faults.isEmpty }
}
