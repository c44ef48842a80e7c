/// A run of offsets of which the node kept only some. It consumes no offset, and merging is commutative: received
/// beats gap, gap beats missing.
package struct Gap: Sendable, Equatable {
    package var stream: Stream
    package var epoch: Epoch
    package var first: UInt64
    package var count: UInt64
    package var reason: Reason
    /// One bit an offset from `first`, least significant first: set where the event was kept. Empty: none was.
    package var kept: [UInt8]

    package enum Reason: UInt8, CaseIterable, Sendable {
        case thinned = 1
        case retired = 2
        case lost = 3

        package var name: String { String(describing: self) }
    }

    package init(
        stream: Stream,
        epoch: Epoch,
        first: UInt64,
        count: UInt64,
        reason: Reason,
        kept: [UInt8] = []
    ) {
        self.stream = stream
        self.epoch = epoch
        self.first = first
        self.count = count
        self.reason = reason
        self.kept = kept
    }

    /// Whether this gap says that the event at `offset` no longer exists.
    package func covers(_ offset: UInt64) -> Bool {
        guard offset >= first, offset - first < count else { return false }
        let index = Int(offset - first)
        return index / 8 >= kept.count || kept[index / 8] & (1 << UInt8(index % 8)) == 0
    }
}
