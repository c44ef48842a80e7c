import FieldModel

/// `GET /metrics`: counters in the Prometheus text format 0.0.4.
struct Metrics {
    private(set) var text = ""

    init(_ counts: IntakeCounters.Counts, _ engine: LedgerEngine) {
        family("budkavle_envelopes_total", "counter", "Envelopes taken.")
        sample("budkavle_envelopes_total", counts.envelopes)
        family("budkavle_envelope_bytes_total", "counter", "Bytes of the envelopes taken.")
        sample("budkavle_envelope_bytes_total", counts.bytes)
        family("budkavle_refused_total", "counter", "Envelopes refused, by reason.")
        for refusal in Refusal.allCases {
            sample("budkavle_refused_total", counts.refusals[refusal] ?? 0, [("reason", refusal.rawValue)])
        }
        family("budkavle_events_total", "counter", "Events stored since the start.")
        sample("budkavle_events_total", counts.events)
        family("budkavle_duplicates_total", "counter", "Events that came again with the same content.")
        sample("budkavle_duplicates_total", counts.duplicates)
        family("budkavle_conflicts_total", "counter", "Events that came again with another content.")
        sample("budkavle_conflicts_total", counts.conflicts)
        family("budkavle_unfolded_total", "counter", "Events stored that no projection could take.")
        sample("budkavle_unfolded_total", engine.foldFailures)
        family("budkavle_nodes", "gauge", "Nodes that may deliver.")
        sample("budkavle_nodes", UInt64(engine.nodes.values.count { $0.revoked == nil }))
        family("budkavle_received_events", "gauge", "Events in the store, by node and stream.")
        family("budkavle_missing_events", "gauge", "Events known to exist and not here, by node and stream.")
        addStreams(engine)
    }

    private mutating func addStreams(_ engine: LedgerEngine) {
        struct Group: Hashable {
            let node: NodeID
            let stream: FieldModel.Stream
        }
        var totals: [Group: (received: UInt64, missing: UInt64)] = [:]
        for lane in engine.lanes {
            let group = Group(node: lane.key.node, stream: lane.key.stream)
            totals[group, default: (0, 0)].received &+= lane.received.count
            totals[group, default: (0, 0)].missing &+= lane.next - lane.durable.count
        }
        for (group, total) in totals.sorted(by: {
            ($0.key.node, $0.key.stream.rawValue) < ($1.key.node, $1.key.stream.rawValue)
        }) {
            let labels = [("node", group.node.description), ("stream", group.stream.name)]
            sample("budkavle_received_events", total.received, labels)
            sample("budkavle_missing_events", total.missing, labels)
        }
    }

    private mutating func family(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private mutating func sample(_ name: String, _ value: UInt64, _ labels: [(String, String)] = []) {
        let inner = labels.map { "\($0)=\"\($1)\"" }.joined(separator: ",")
        text += name + (inner.isEmpty ? "" : "{\(inner)}") + " \(value)\n"
    }
}
