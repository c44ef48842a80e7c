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

    /// Offsets below that of which no event came, declared gone or not; events that came under an identity that was taken; and
    /// by how many those that are `accounted` for are not those that came.
    func missing(accounted: UInt64) -> UInt64 {
        var missing: UInt64 = 0
        var received: UInt64 = 0
        for lane in lanes {
            let count = min(lane.received.count, lane.next)
            received &+= count
            missing = Self.sum(missing, Self.sum(lane.next - count, lane.conflicts))
        }
        return Self.sum(missing, accounted > received ? accounted - received : received - accounted)
    }

    private static func sum(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let (sum, overflow) = a.addingReportingOverflow(b)
        return overflow ? .max : sum
    }
}
