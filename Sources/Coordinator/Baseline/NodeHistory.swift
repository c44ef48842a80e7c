import Exchange
import FieldModel

/// How much of one stream of a node a coordinator has, over all its epochs.
struct NodeHistory: Sendable {
    let stream: FieldModel.Stream
    /// Oldest epoch first.
    let lanes: [Lane]

    /// Up to where events are here, but for what is missing.
    var through: [Bundle.Head] {
        lanes.map { Bundle.Head(epoch: $0.key.epoch, stream: stream, next: $0.next) }
    }

    /// Offsets below that of which no event came, declared gone or not.
    var missing: UInt64 { lanes.reduce(0) { $0 &+ ($1.next - min($1.received.count, $1.next)) } }
}
