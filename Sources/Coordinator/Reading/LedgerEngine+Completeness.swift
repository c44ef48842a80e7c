import FieldModel

extension LedgerEngine {
    /// How many missing ranges of one lane are listed.
    private static let rangeLimit = 64

    /// `GET /v1/completeness`: of each stream of each epoch of each node, what is here, declared gone, or missing.
    func completeness() -> JSONValue {
        let sorted = lanes.sorted {
            ($0.key.node, $0.key.epoch.rawValue, $0.key.stream.rawValue)
                < ($1.key.node, $1.key.epoch.rawValue, $1.key.stream.rawValue)
        }
        return .object([
            ("complete", .bool(lanes.allSatisfy(\.isComplete))),
            ("incarnation", incarnation.json),
            ("nodes", .array(nodeTotals())),
            ("streams", .array(sorted.map(completeness))),
        ])
    }

    /// Of each node, all its epochs and streams together.
    private func nodeTotals() -> [JSONValue] {
        var totals: [NodeID: LaneTotal] = [:]
        for node in nodes.values where node.revoked == nil { totals[node.id] = LaneTotal() }
        for lane in lanes { totals[lane.key.node, default: LaneTotal()].add(lane) }
        return totals.sorted { $0.key < $1.key }.map { node, total in
            .object([
                ("node", .integer(node.rawValue)), ("call_sign", callSign(node)),
                ("complete", .bool(total.missing == 0)), ("received", .integer(total.received)),
                ("missing", .integer(total.missing)), ("gaps", total.gapsJSON),
                ("duplicates", .integer(total.duplicates)), ("conflicts", .integer(total.conflicts)),
            ])
        }
    }

    private func completeness(_ lane: Lane) -> JSONValue {
        let durable = lane.durable
        let missing = durable.missing(in: 0..<lane.next, limit: Self.rangeLimit)
        // Everything durable lies below `next`.
        let missingCount = lane.next - durable.count
        return .object([
            ("node", .integer(lane.key.node.rawValue)), ("call_sign", callSign(lane.key.node)),
            ("epoch", .string(lane.key.epoch.description)), ("stream", .string(lane.key.stream.name)),
            ("next", .integer(lane.next)), ("received", .integer(lane.received.count)),
            ("gaps", .object(lane.gapCounts.map { ($0.reason.name, .integer($0.count)) })),
            ("gap_ranges", gapRanges(lane)),
            ("missing", .integer(missingCount)),
            (
                "missing_ranges",
                .array(missing.map { .array([.integer($0.lowerBound), .integer($0.upperBound)]) })
            ),
            (
                "missing_ranges_truncated",
                .bool(missing.reduce(0) { $0 + ($1.upperBound - $1.lowerBound) } < missingCount)
            ),
            ("complete", .bool(missingCount == 0)), ("duplicates", .integer(lane.duplicates)),
            ("conflicts", .integer(lane.conflicts)),
        ])
    }

    /// The offsets that each reason accounts for; the first ranges of each.
    private func gapRanges(_ lane: Lane) -> JSONValue {
        .object(
            Gap.Reason.allCases.compactMap { reason in
                guard let offsets = lane.gaps[reason] else { return nil }
                let ranges = offsets.ranges.prefix(Self.rangeLimit)
                return (
                    reason.name,
                    .array(ranges.map { .array([.integer($0.lowerBound), .integer($0.upperBound)]) })
                )
            }
        )
    }
}
