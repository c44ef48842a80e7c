/// Consecutive events of one stream that one commit wrote: what one row of `event` seals.
///
/// A run of one is that event's canonical bytes. A longer one is [length, LEB128 | canonical bytes] for each offset; no bytes
/// stand for an event that was thinned away.
struct EventRun {
    /// Two rows of so many bytes fit into a page of 1,024.
    static let byteLimit = 460
    /// Events of one row at most, so that a damaged row costs little.
    static let eventLimit = 128
    /// Offsets without an event that one row may span at a stretch: a row of its own costs about as many bytes.
    private static let bridge: UInt64 = 40

    let first: UInt64
    /// Canonical bytes by offset; empty where the event was thinned away.
    private(set) var events: [[UInt8]] = []
    private var bytes = 0

    init(first: UInt64) { self.first = first }

    var count: Int { events.count }
    var end: UInt64 { first + UInt64(events.count) }

    /// Takes the next event, unless the row would become too long. The first one always fits.
    mutating func append(_ event: [UInt8]) -> Bool {
        let length = event.count + (event.count < 0x80 ? 1 : 2)
        guard events.isEmpty || (bytes + length <= Self.byteLimit && events.count < Self.eventLimit) else {
            return false
        }
        events.append(event)
        bytes += length
        return true
    }

    /// Takes an event at an offset further on, with nothing for those between, which were thinned away.
    ///
    /// Refuses when a row of its own costs no more than the way there.
    mutating func append(_ event: [UInt8], at offset: UInt64) -> Bool {
        guard offset >= end, offset - end <= Self.bridge else { return false }
        let hole = Int(offset - end)
        let length = event.count + (event.count < 0x80 ? 1 : 2)
        guard bytes + hole + length <= Self.byteLimit, events.count + hole < Self.eventLimit else {
            return false
        }
        events += Array(repeating: [], count: hole)
        events.append(event)
        bytes += hole + length
        return true
    }

    /// What is sealed.
    var plain: [UInt8] {
        if events.count == 1 { return events[0] }
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes + 8)
        for event in events {
            var length = event.count
            while length > 0x7F {
                plain.append(UInt8(length & 0x7F) | 0x80)
                length >>= 7
            }
            plain.append(UInt8(length))
            plain += event
        }
        return plain
    }

    /// Reads what was sealed; `nil` when it does not hold exactly `count` events.
    init?(first: UInt64, count: Int, plain: [UInt8]) {
        self.first = first
        guard count > 1 else {
            guard count == 1 else { return nil }
            events = [plain]
            bytes = plain.count
            return
        }
        var index = 0
        events.reserveCapacity(count)
        while events.count < count {
            var length = 0
            var shift = 0
            while index < plain.count, plain[index] > 0x7F, shift < 28 {
                length |= Int(plain[index] & 0x7F) << shift
                shift += 7
                index += 1
            }
            guard index < plain.count else { return nil }
            length |= Int(plain[index]) << shift
            index += 1
            guard length <= plain.count - index else { return nil }
            events.append(Array(plain[index..<index + length]))
            index += length
        }
        guard index == plain.count else { return nil }
        bytes = plain.count
    }
}
