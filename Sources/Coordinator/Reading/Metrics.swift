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
        family("budkavle_store_failures_total", "counter", "Commits that the disk refused since the start.")
        sample("budkavle_store_failures_total", engine.failedCommits)
        family("budkavle_store_refusing", "gauge", "1 while the last commit failed: envelopes get 503.")
        sample("budkavle_store_refusing", engine.isRefusing ? 1 : 0)
        let life = engine.incarnation
        family("budkavle_incarnation_info", "gauge", "The store's life, and why it began.")
        sample(
            "budkavle_incarnation_info",
            1,
            [("incarnation", Hex.encode(life.bytes)), ("cause", life.cause.rawValue)]
        )
        family("budkavle_incarnation_start_seconds", "gauge", "When the store's life began; 0 if unknown.")
        sample("budkavle_incarnation_start_seconds", UInt64(clamping: (life.since ?? 0) / 1_000))
        addStreams(engine)
    }

    private mutating func addStreams(_ engine: LedgerEngine) {
        struct Group: Hashable {
            let node: NodeID
            let stream: FieldModel.Stream
        }
        var totals: [Group: LaneTotal] = [:]
        for lane in engine.lanes {
            totals[Group(node: lane.key.node, stream: lane.key.stream), default: LaneTotal()].add(lane)
        }
        let sorted = totals.sorted {
            ($0.key.node, $0.key.stream.rawValue) < ($1.key.node, $1.key.stream.rawValue)
        }
        .map { group, total in
            (labels: [("node", group.node.description), ("stream", group.stream.name)], total: total)
        }
        let families: [(String, String, (LaneTotal) -> UInt64)] = [
            ("budkavle_received_events", "Events in the store, by node and stream.", { $0.received }),
            (
                "budkavle_missing_events", "Events known to exist and not here, by node and stream.",
                { $0.missing }
            ),
            (
                "budkavle_conflict_events", "Events kept under identities that are taken: alarm on any.",
                { $0.conflicts }
            ),
        ]
        for (name, help, value) in families {
            family(name, "gauge", help)
            for (labels, total) in sorted { sample(name, value(total), labels) }
        }
        family("budkavle_gap_events", "gauge", "Events that their node declared gone, by reason.")
        for (labels, total) in sorted {
            for reason in Gap.Reason.allCases {
                guard let count = total.gaps[reason] else { continue }
                sample("budkavle_gap_events", count, labels + [("reason", reason.name)])
            }
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
