import Exchange
import FieldModel
import Glibc
import Inputs
import Journal
import LinuxIO
import Workflows

/// What `budkavle status` shows: one look at a running agent.
struct StatusReport: Sendable {
    var config: AgentConfig
    var journal: JournalStatus
    var storage: StorageStatus
    var inputs: [(settings: InputSettings, counters: InputCounters.Snapshot)]
    var links: [(settings: LinkSettings, state: Link.State)]
    /// `nil` without a receiver.
    var position: PositionStatus?
    var machine: MachineStatus
    var lines: LinesStatus
    var probes: [ProbeStatus]
    var isSilent: Bool
    /// How far state is that the coordinator gives back.
    var baselines: [FieldModel.Stream: Baselines.Progress]
    /// CLOCK_BOOTTIME milliseconds of the look.
    var now: UInt64
    var started: UInt64

    var clock: ClockQuality { journal.boot?.best?.quality ?? .unset }

    /// Used and whole bytes of the journal's file system.
    var disk: (used: UInt64, total: UInt64)? {
        var information = statvfs()
        guard statvfs(config.journal.directory, &information) == 0 else { return nil }
        let unit = UInt64(information.f_frsize)
        let total = UInt64(information.f_blocks) * unit
        return (total - UInt64(information.f_bavail) * unit, total)
    }

    /// Whether nobody can say who is on board until somebody looks.
    var isLoadUnknown: Bool { journal.unknownRows.contains(Projections.onboard) }

    /// Whether balances are unknown, now that everything that is kept has been folded.
    var isStockUnknown: Bool { journal.unknownStreams.contains(.stock) }

    var unsent: UInt64 { journal.streams.reduce(0) { $0 + $1.unsent } }

    /// Seconds since the oldest unsent event of this boot.
    var oldestUnsent: UInt64? { journal.streams.compactMap(age).max() }

    func age(_ stream: StreamStatus) -> UInt64? {
        guard let oldest = stream.oldestUnsent, oldest.boot == journal.boot?.ordinal else { return nil }
        return seconds(since: oldest.milliseconds)
    }

    func seconds(since instant: UInt64) -> UInt64 { (now - min(instant, now)) / 1000 }
}

extension StatusReport {
    /// The document of docs/schemas/agent/status.schema.json.
    var json: JSONValue {
        .object(ownJSON + lines.json(seconds: seconds))
    }

    private var ownJSON: [(String, JSONValue)] {
        [
            ("node", .integer(config.nodeID.rawValue)),
            ("call_sign", .string(config.profile.callSign)),
            ("uptime_s", .integer(seconds(since: started))),
            ("radio_silence", .bool(isSilent)),
            ("epoch", .string(journal.epoch.description)),
            ("clock", clockJSON),
            ("unsent", .integer(unsent)),
            ("oldest_unsent_s", .optional(oldestUnsent)),
            ("streams", .array(journal.streams.map(json))),
            ("inputs", .array(inputs.map(json))),
            ("links", .array(links.map(json))),
            ("position", position?.json ?? .null),
            ("machine", machine.json),
            ("probes", .array(probes.map { $0.json(at: now) })),
            ("disk", diskJSON),
            ("storage", storageJSON),
            ("recovery", recoveryJSON),
        ]
    }

    private var clockJSON: JSONValue {
        let anchor = journal.boot?.best
        let unix = anchor.map { $0.unixMilliseconds + Int64(now) - Int64(clamping: $0.bootMilliseconds) }
        return .object([
            ("quality", .string(clock.name)),
            ("unix_ms", .optional(unix)),
            ("uncertainty_ms", .optional(anchor?.uncertainty)),
        ])
    }

    private var diskJSON: JSONValue {
        .object([
            ("journal_bytes", .integer(journal.databaseBytes + journal.walBytes)),
            ("used_bytes", .optional(disk?.used)),
            ("total_bytes", .optional(disk?.total)),
            ("fold_failures", .integer(journal.foldFailures)),
            ("figures_age_s", .integer(journal.age.components.seconds)),
        ])
    }

    /// `null` while nothing is to be put in order after a loss.
    private var recoveryJSON: JSONValue {
        guard journal.isRecovering || isStockUnknown || isLoadUnknown else { return .null }
        return .object([
            ("pages", .optional(journal.salvage?.pages)),
            ("pages_searched", .optional(journal.salvage?.page)),
            ("rows_found", .optional(journal.salvage?.found)),
            ("projections_unknown", .bool(journal.areProjectionsUnknown)),
            ("stock_unknown", .bool(isStockUnknown)),
            ("load_unknown", .bool(isLoadUnknown)),
            ("patients_missing", .optional(baselines[.patients]?.missing)),
            ("stock_missing", .optional(baselines[.stock]?.missing)),
        ])
    }

    private var storageJSON: JSONValue {
        let refused = storage.refused.sorted { $0.key.rawValue < $1.key.rawValue }
        let gaps = storage.gaps.map { total in
            JSONValue.object([
                ("stream", .string(total.stream.name)),
                ("reason", .string(total.reason.name)),
                ("offsets", .integer(total.offsets)),
            ])
        }
        return .object([
            ("level", .string(storage.level.name)),
            ("quota_bytes", .integer(storage.quota)),
            ("used_bytes", .integer(storage.used)),
            ("disk_short", .bool(storage.isDiskShort)),
            ("ballast", .bool(storage.hasBallast)),
            ("days_left", .optional(storage.daysLeft.map { Int64($0) })),
            ("refused", .object(refused.map { ($0.key.name, .integer($0.value)) })),
            ("gaps", .array(gaps)),
        ])
    }

    private func json(_ stream: StreamStatus) -> JSONValue {
        .object([
            ("stream", .string(stream.stream.name)),
            ("epoch", .string(stream.epoch.description)),
            ("next", .integer(stream.next)),
            ("unsent", .integer(stream.unsent)),
            ("oldest_unsent_s", .optional(age(stream))),
        ])
    }

    private func json(_ input: (settings: InputSettings, counters: InputCounters.Snapshot)) -> JSONValue {
        let (state, reason): (String, String?) =
            switch input.counters.state {
            case .open: ("open", nil)
            case .waiting(let reason): ("waiting", reason)
            }
        return .object([
            ("name", .string(input.settings.name.rawValue)),
            ("device", .string(input.settings.connection.name)),
            ("state", .string(state)),
            ("reason", .optional(reason)),
            ("last_data_s", .optional(input.counters.lastData.map { seconds(since: $0) })),
            ("bytes", .integer(input.counters.bytes)),
            ("lines", .integer(input.counters.lines)),
            ("observations", .integer(input.counters.observations)),
            ("openings", .integer(input.counters.openings)),
            (
                "faults",
                .object(input.counters.faults.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) })
            ),
        ])
    }

    private func json(_ link: (settings: LinkSettings, state: Link.State)) -> JSONValue {
        let failure = link.state.lastFailure
        return .object([
            ("name", .string(link.settings.name)),
            ("url", .string(link.settings.address.description)),
            ("last_success_s", .optional(link.state.lastSuccess.map { seconds(since: $0) })),
            ("last_failure_s", .optional(failure.map { seconds(since: $0.instant) })),
            ("last_failure", .optional(failure?.reason)),
            ("next_try_s", .optional(link.state.notBefore > now ? (link.state.notBefore - now) / 1000 : nil)),
            ("envelopes", .integer(link.state.sentEnvelopes)),
            ("bytes", .integer(link.state.sentBytes)),
            ("envelope_budget", .integer(link.state.sizer.budget)),
        ])
    }
}
