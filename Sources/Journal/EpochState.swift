import FieldModel

/// What the journal keeps in memory of one epoch: how far its streams reach and what was delivered of them.
struct EpochState {
    let ordinal: Int
    let epoch: Epoch
    /// Next offset by stream, index 0 for stream 1.
    var next = [UInt64](repeating: 0, count: Stream.allCases.count)
    var delivered = [IntervalSet](repeating: IntervalSet(), count: Stream.allCases.count)
    /// Offsets whose rows turned out to be damaged when they were read for sending, until they are declared lost.
    var unreadable = [IntervalSet](repeating: IntervalSet(), count: Stream.allCases.count)

    /// Extents of the gap records, what they kept included.
    var gaps = [IntervalSet](repeating: IntervalSet(), count: Stream.allCases.count)
    /// Rows of this epoch may still come from a journal that was set aside.
    var isBeingSalvaged = false

    subscript(next stream: FieldModel.Stream) -> UInt64 {
        get { next[Int(stream.rawValue) - 1] }
        _modify { yield &next[Int(stream.rawValue) - 1] }
    }

    subscript(delivered stream: FieldModel.Stream) -> IntervalSet {
        get { delivered[Int(stream.rawValue) - 1] }
        set { delivered[Int(stream.rawValue) - 1] = newValue }
    }

    subscript(unreadable stream: FieldModel.Stream) -> IntervalSet {
        get { unreadable[Int(stream.rawValue) - 1] }
        set { unreadable[Int(stream.rawValue) - 1] = newValue }
    }

    subscript(gaps stream: FieldModel.Stream) -> IntervalSet {
        get { gaps[Int(stream.rawValue) - 1] }
        set { gaps[Int(stream.rawValue) - 1] = newValue }
    }

    /// Offsets that need not be sent, or cannot be.
    func settled(_ stream: FieldModel.Stream) -> IntervalSet {
        self[unreadable: stream].isEmpty
            ? self[delivered: stream] : self[delivered: stream].union(self[unreadable: stream])
    }

    /// How many offsets the coordinator knows nothing of, gaps included.
    func unsent(_ stream: FieldModel.Stream) -> UInt64 { self[next: stream] - settled(stream).count }

    var hasUnsent: Bool { Stream.allCases.contains { unsent($0) > 0 } }
}

/// Which coordinator's receipts count for a domain. Another coordinator or incarnation voids them.
struct Recipient: Equatable {
    var coordinator: UInt64
    var incarnation: [UInt8]
}
