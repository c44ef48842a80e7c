import FieldModel

/// How far the streams had come on past days, so that the age of an event is known without reading it.
///
/// At most one mark a day, and only while the time is known.
struct DayMarks: Equatable {
    struct Mark: Equatable {
        /// Days since 1970-01-01, UTC.
        var day: Int64
        var epoch: Int
        /// Events that nothing may take away.
        var held: Int64
        /// Next offset by stream, index 0 for stream 1.
        var next: [UInt64]
    }

    /// A mark a day for 90 days; with a longer retention the older ones lie farther apart.
    private static let limit = 128
    /// What a mark counts for each event: older marks held bytes, guessed as so many an event.
    private static let heldUnit: Int64 = 128
    private static let size = 24 + 8 * Stream.allCases.count

    private(set) var marks: [Mark] = []

    init() {}

    /// Adds the mark of a day, unless there is one; returns whether something changed.
    ///
    /// Marks of days to come are those of a clock that was wrong.
    mutating func add(_ mark: Mark) -> Bool {
        let before = marks
        marks.removeAll { $0.day > mark.day }
        if marks.last?.day != mark.day { marks.append(mark) }
        if marks.count > Self.limit {
            // Every other one of the older half.
            let half = marks.count / 2
            marks = marks.enumerated().filter { $0.offset >= half || $0.offset.isMultiple(of: 2) }.map(
                \.element
            )
        }
        return marks != before
    }

    /// The newest mark that is at least so old.
    func last(atOrBefore day: Int64) -> Mark? { marks.last { $0.day <= day } }

    /// The oldest mark that is not older than that.
    func first(since day: Int64) -> Mark? { marks.first { $0.day >= day } }

    /// Forgets what lies before a mark: everything older is retired.
    mutating func forget(before day: Int64) -> Bool {
        let count = marks.count
        marks.removeAll { $0.day < day }
        return marks.count != count
    }

    /// day (8) | epoch ordinal (8) | held events times 128 (8) | next offset of streams 1 to 6 (8 each), one after the other.
    var encoded: [UInt8] {
        var bytes: [UInt8] = []
        for mark in marks {
            bytes.append(bigEndian: UInt64(bitPattern: mark.day))
            bytes.append(bigEndian: UInt64(mark.epoch))
            bytes.append(bigEndian: UInt64(bitPattern: min(mark.held, .max / Self.heldUnit) * Self.heldUnit))
            for offset in mark.next { bytes.append(bigEndian: offset) }
        }
        return bytes
    }

    init(decoding bytes: [UInt8]) {
        for start in stride(from: 0, to: bytes.count - Self.size + 1, by: Self.size) {
            marks.append(
                Mark(
                    day: Int64(bitPattern: bytes.bigEndian(at: start)),
                    epoch: Int(clamping: bytes.bigEndian(at: start + 8)),
                    held: Int64(bitPattern: bytes.bigEndian(at: start + 16)) / Self.heldUnit,
                    next: Stream.allCases.indices.map { bytes.bigEndian(at: start + 24 + 8 * $0) }
                )
            )
        }
    }
}
