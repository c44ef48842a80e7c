import Exchange
import FieldModel
import Journal
import LinuxIO

/// Chooses what goes into the next bundle: alarms and the newest snapshots, then history by precedence.
struct Planner {
    let journal: Journal
    /// Events that the coordinator refused by themselves; left out until the agent restarts.
    private(set) var quarantined: [FieldModel.Stream: [Epoch: IntervalSet]] = [:]
    /// How many events a bundle may hold while the one that the coordinator refuses is being found.
    var eventLimit: Int?

    /// Records of gaps in one bundle at most.
    static let gaps = 64

    init(journal: Journal) { self.journal = journal }

    /// What waits, most urgent first.
    struct Waiting {
        var streams: [FieldModel.Stream: UInt64] = [:]
        var status: JournalStatus

        /// Streams with something to send, by precedence.
        var order: [FieldModel.Stream] {
            streams.keys.sorted { ($0.precedence, $0.rawValue) < ($1.precedence, $1.rawValue) }
        }

        var isRoutineOnly: Bool { streams.keys.allSatisfy { $0.precedence == .routine } }
    }

    func waiting() async throws(JournalError) -> Waiting {
        let status = try await journal.status()
        var waiting = Waiting(status: status)
        for stream in status.streams where stream.unsent > 0 {
            let held = quarantined[stream.stream]?[stream.epoch]?.count ?? 0
            if stream.unsent > held { waiting.streams[stream.stream, default: 0] += stream.unsent - held }
        }
        return waiting
    }

    /// What goes into one bundle.
    struct Selection {
        var events: [StoredEvent]
        var gaps: [Gap] = []
        /// An alarm or a newest snapshot is among them.
        var isUrgent: Bool
    }

    /// Chooses for one bundle of a domain.
    ///
    /// `streams` are those that the link may carry, `bytes` is about how many canonical bytes, and `isCold` says that the
    /// link has just come back, so that only what is newest goes.
    func select(
        for domain: Domain,
        streams: Set<FieldModel.Stream>,
        bytes: Int,
        isCold: Bool
    ) async throws(JournalError) -> Selection {
        var left = bytes
        var chosen: [FieldModel.Stream: [Epoch: IntervalSet]] = quarantined
        var events: [StoredEvent] = []
        func take(_ more: [StoredEvent]) {
            for event in more {
                let identity = event.identity
                guard chosen[identity.stream]?[identity.epoch]?.contains(identity.offset) != true else {
                    continue
                }
                chosen[identity.stream, default: [:]][identity.epoch, default: IntervalSet()].insert(
                    identity.offset
                )
                events.append(event)
                left -= event.bytes.count
            }
        }
        if streams.contains(.alarm), domain == .transport {
            take(try await journal.unsent(query(.alarm, chosen, left)))
        }
        take(try await journal.unsentNewest(domain).filter { streams.contains($0.identity.stream) })
        let isUrgent = !events.isEmpty
        guard !isCold || !isUrgent else { return Selection(events: bounded(events), isUrgent: true) }
        let history = domain.streams.filter { streams.contains($0) }
            .sorted { ($0.precedence, $0.rawValue) < ($1.precedence, $1.rawValue) }
        var reach = GapReach()
        for stream in history where left > 0 && events.count < EnvelopeLimits.events / 2 {
            let more = try await journal.unsent(query(stream, chosen, left))
            reach.note(stream, more)
            take(more)
        }
        var selection = Selection(events: bounded(events), isUrgent: isUrgent)
        // While one event is being looked for, it is the only thing that can be wrong.
        if eventLimit == nil {
            let gaps = try await journal.unsentGaps(domain, limit: Self.gaps)
            selection.gaps = reach.within(gaps.filter { streams.contains($0.stream) }, bytes: bytes)
        }
        return selection
    }

    private func bounded(_ events: [StoredEvent]) -> [StoredEvent] {
        events.prefix(eventLimit ?? .max).sorted { $0.identity < $1.identity }
    }

    private func query(
        _ stream: FieldModel.Stream,
        _ chosen: [FieldModel.Stream: [Epoch: IntervalSet]],
        _ bytes: Int
    ) -> UnsentQuery {
        UnsentQuery(
            stream: stream,
            excluding: chosen[stream] ?? [:],
            events: EnvelopeLimits.events / 4,
            bytes: max(bytes, 1)
        )
    }

    mutating func quarantine(_ identity: EventIdentity) {
        quarantined[identity.stream, default: [:]][identity.epoch, default: IntervalSet()].insert(
            identity.offset
        )
    }
}
