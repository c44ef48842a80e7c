package import Exchange
package import FieldModel
import Wire

/// What one authentic envelope holds, taken apart before it reaches the ledger's thread.
package struct Delivery: Sendable {
    /// More ranges of offsets than this in the gaps of one bundle are no honest report.
    static let maximumGapRanges = 65_536
    static let maximumLanes = 1024

    package let node: NodeID
    /// Unix milliseconds.
    package let arrival: Int64
    package let epoch: Epoch
    package let sealed: BootInstant
    package let boots: [Bundle.Boot]
    let events: [Item]
    let gaps: [GapReport]
    let heads: [Bundle.Head]
    /// Every lane that the bundle names: what the receipt is about.
    let lanes: [Lane.Key]

    struct Item: Sendable {
        let stored: StoredEvent
        /// `nil` where the bytes are of no event that this version can read.
        let event: Event?
    }

    struct GapReport: Sendable {
        let lane: Lane.Key
        let reason: Gap.Reason
        let offsets: IntervalSet
    }

    package init(_ bundle: Bundle, node: NodeID, arrival: Int64) throws(EnvelopeError) {
        self.node = node
        self.arrival = arrival
        epoch = bundle.epoch
        sealed = bundle.sealed
        boots = bundle.boots
        heads = bundle.heads
        events = bundle.events.map { Item(stored: $0, event: try? Event(canonicalBytes: $0.bytes)) }
        var gaps: [GapReport] = []
        var ranges = 0
        for gap in bundle.gaps {
            let offsets = gap.coveredOffsets
            ranges += offsets.ranges.count
            guard ranges <= Self.maximumGapRanges else { throw .malformed }
            let lane = Lane.Key(node: node, epoch: gap.epoch, stream: gap.stream)
            gaps.append(GapReport(lane: lane, reason: gap.reason, offsets: offsets))
        }
        self.gaps = gaps
        var lanes: [Lane.Key] = []
        var seen: Set<Lane.Key> = []
        func add(_ key: Lane.Key) { if seen.insert(key).inserted { lanes.append(key) } }
        for event in bundle.events { add(Lane.Key(event.identity)) }
        for gap in gaps { add(gap.lane) }
        for head in heads { add(Lane.Key(node: node, epoch: head.epoch, stream: head.stream)) }
        guard lanes.count <= Self.maximumLanes else { throw .malformed }
        self.lanes = lanes
    }
}

/// What the ledger answers once a delivery is on the disk.
package struct DeliveryResult: Sendable {
    package let durable: [Receipt.Durable]
    package let new: Int
    package let duplicates: Int
    package let conflicts: Int
}

extension Gap {
    /// The offsets that the gap says are gone.
    var coveredOffsets: IntervalSet {
        var offsets = IntervalSet()
        let mapped = min(UInt64(kept.count) * 8, count)
        var offset: UInt64 = 0
        while offset < mapped {
            let start = offset
            while offset < mapped, covers(first + offset) { offset += 1 }
            if offset > start { offsets.insert(first + start..<first + offset) }
            while offset < mapped, !covers(first + offset) { offset += 1 }
        }
        if mapped < count { offsets.insert(first + mapped..<first + count) }
        return offsets
    }
}
