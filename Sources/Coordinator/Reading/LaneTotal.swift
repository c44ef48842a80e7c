import FieldModel

/// Several lanes counted together.
struct LaneTotal {
    private(set) var received: UInt64 = 0
    private(set) var missing: UInt64 = 0
    private(set) var duplicates: UInt64 = 0
    private(set) var conflicts: UInt64 = 0
    private(set) var gaps: [Gap.Reason: UInt64] = [:]

    mutating func add(_ lane: Lane) {
        received &+= lane.received.count
        // Everything durable lies below `next`.
        missing &+= lane.next - lane.durable.count
        duplicates &+= lane.duplicates
        conflicts &+= lane.conflicts
        for (reason, count) in lane.gapCounts { gaps[reason, default: 0] &+= count }
    }

    var gapsJSON: JSONValue {
        .object(
            Gap.Reason.allCases.compactMap { reason in
                gaps[reason].map { (reason.name, .integer($0)) }
            }
        )
    }
}

extension Incarnation {
    var json: JSONValue {
        .object([
            ("id", .string(Hex.encode(bytes))), ("since", .optional(since.map { UTCTime($0).text })),
            ("cause", .string(cause.rawValue)),
        ])
    }
}
