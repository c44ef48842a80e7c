import FieldModel

/// Consecutive events of one stream on their way into one row of `event`.
///
/// A run of one is that event's canonical bytes. A longer one is `whole`: [length, LEB128 | canonical bytes] for each
/// offset, length 0 for an event that was thinned away; or `differences`, see `DifferenceCoder`.
struct EventRun {
    enum Form {
        case whole
        case differences
    }

    /// Events of one row at most, so that a damaged row costs little.
    static let eventLimit = 128
    /// Two rows of so many bytes fit into a page of 1,024, and one into a page of 512.
    static let byteLimit = 440
    /// Offsets without an event that one row may span at a stretch: a row of its own costs about as many bytes.
    private static let bridge: UInt64 = 40

    let first: UInt64
    let form: Form
    private(set) var count = 0
    /// How many of the events the row on the disk has; 0 while there is none.
    var stored = 0
    private var only: [UInt8] = []
    private var run: [UInt8] = []
    private var coder = DifferenceCoder()

    init(first: UInt64, form: Form) {
        self.first = first
        self.form = form
    }

    /// Acts lie side by side as they are; what comes by the second is much the same each time.
    init(first: UInt64, of stream: FieldModel.Stream) {
        self.init(first: first, form: stream.isThinnable ? .differences : .whole)
    }

    var end: UInt64 { first + UInt64(count) }

    /// What is sealed.
    var plain: [UInt8] { count == 1 ? only : run }

    /// Takes the next event, unless the row would become too long. The first one always fits.
    mutating func append(_ event: [UInt8]) -> Bool { append(event, at: end) }

    /// Takes an event at an offset further on, with nothing for those between, which were thinned away.
    ///
    /// Refuses when a row of its own costs no more than the way there.
    mutating func append(_ event: [UInt8], at offset: UInt64) -> Bool {
        guard offset >= end, offset - end <= Self.bridge else { return false }
        let hole = Int(offset - end)
        guard count == 0 || count + hole < Self.eventLimit else { return false }
        if count == 0 { only = event }
        let length = run.count
        let before = coder
        run.append(contentsOf: repeatElement(0, count: hole))
        switch form {
        case .whole:
            run.append(leb128: UInt64(event.count))
            run += event
        case .differences: coder.encode(event, to: &run)
        }
        guard count == 0 || run.count <= Self.byteLimit else {
            run.removeSubrange(length...)
            coder = before
            return false
        }
        count += hole + 1
        return true
    }
}

extension FieldModel.Stream {
    /// Whether its events come by the clock and may be thinned.
    var isThinnable: Bool {
        switch self {
        case .track, .climate, .node: true
        case .alarm, .patients, .stock: false
        }
    }
}
