package import FieldModel

/// One stream of one epoch of one node: what of it is here.
package struct Lane: Sendable {
    package struct Key: Hashable, Sendable {
        package let node: NodeID
        package let epoch: Epoch
        package let stream: FieldModel.Stream

        package init(node: NodeID, epoch: Epoch, stream: FieldModel.Stream) {
            self.node = node
            self.epoch = epoch
            self.stream = stream
        }

        init(_ identity: EventIdentity) {
            self.init(node: identity.node, epoch: identity.epoch, stream: identity.stream)
        }
    }

    package let key: Key
    let row: Int64
    /// Offsets below this exist, as far as anything received says.
    package internal(set) var next: UInt64 = 0
    package internal(set) var received = IntervalSet()
    /// Offsets that the node declared gone, by reason. Where an event came as well, the event counts.
    package internal(set) var gaps: [Gap.Reason: IntervalSet] = [:]
    /// Events that came again with the same content.
    package internal(set) var duplicates: UInt64 = 0
    /// Events that came again with another content.
    package internal(set) var conflicts: UInt64 = 0

    init(key: Key, row: Int64) {
        self.key = key
        self.row = row
    }

    /// What a receipt may claim: received, or declared gone.
    package var durable: IntervalSet { gaps.values.reduce(received) { $0.union($1) } }

    package var isComplete: Bool { durable.missing(in: 0..<next, limit: 1).isEmpty }

    /// How many offsets each reason accounts for, each offset counted once and none that was received.
    package var gapCounts: [(reason: Gap.Reason, count: UInt64)] {
        var covered = received
        return Gap.Reason.allCases.compactMap { reason in
            guard let gap = gaps[reason] else { return nil }
            let before = covered.count
            covered.formUnion(gap)
            return covered.count > before ? (reason, covered.count - before) : nil
        }
    }

    mutating func noteReceived(_ offset: UInt64) {
        received.insert(offset)
        next = max(next, offset + 1)
    }

    mutating func noteGap(_ offsets: IntervalSet, _ reason: Gap.Reason) {
        gaps[reason, default: IntervalSet()].formUnion(offsets)
        if let last = offsets.ranges.last { next = max(next, last.upperBound) }
    }
}
