import FieldModel
import Inputs
import Journal
import LinuxIO
import Wire
import Workflows

/// The one place where all of a node's probes meet: their readings become samples and excursions.
///
/// It outlives a reload. What is open outlives the agent and the machine: it is a sealed setting of the journal, written when a
/// band is left, when an excursion is declared or ends, and every 5 minutes between. Another names the probes that have one.
actor ClimateDesk {
    private struct Watch {
        var line: ProbeLine
        var keeper: ProbeKeeper
        /// The last reading in the quantity's thousandths; `nil` where it is unknown.
        var value: Int64?
        /// When that was.
        var instant: UInt64?
    }

    private var watches: [Token: Watch] = [:]
    /// Of the probes that have an open excursion in the journal's settings.
    private var places: [Token: ProbePlace]?
    private var queue = ExcursionQueue()
    private var boot: UInt32 = 0
    private var label = InformationLabel.limited

    /// Takes over what the configuration says of probes. An excursion whose probe no longer watches the same goods ends.
    func configure(
        _ config: AgentConfig,
        _ recorder: Recorder,
        now: UInt64 = BootClock.now()
    ) async throws(JournalError) {
        label = config.label
        boot = try await recorder.journal.status().boot?.ordinal ?? 0
        var open = try await openExcursions(config.probes, recorder.journal)
        var next: [Token: Watch] = [:]
        for line in config.probes {
            let name = line.probe.name
            let kept = open[name]?.place.isWatched(by: line) == true ? open.removeValue(forKey: name) : nil
            let isSame = open[name] == nil && watches[name] != nil
            var watch =
                isSame
                ? watches[name] : Watch(line: line, keeper: ProbeKeeper(line.probe, resuming: kept?.open))
            watch?.line = line
            watch?.keeper.configure(line.probe)
            next[name] = watch
        }
        watches = next
        let moment = moment(now)
        for name in open.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
            guard let (place, open) = open[name] else { continue }
            let excursion = open.abandoned(by: name, place.quantity, at: moment)
            try await tell(excursion, of: place, at: now, saved: [], recorder)
        }
        _ = try await flush(recorder)
    }

    /// What goes on outside a band, of probes that are known and of those that were when it was written down.
    private func openExcursions(
        _ lines: [ProbeLine],
        _ journal: Journal
    ) async throws(JournalError) -> [Token: (place: ProbePlace, open: OpenExcursion)] {
        var known = places ?? [:]
        if places == nil {
            for place in ProbePlace.decode(try await journal.setting(Self.placesSetting) ?? []) {
                known[place.probe] = place
            }
            places = known
        }
        for line in lines where known[line.probe.name] == nil {
            known[line.probe.name] = ProbePlace(line)
        }
        for watch in watches.values where watch.keeper.open != nil {
            known[watch.line.probe.name] = ProbePlace(watch.line)
        }
        var found: [Token: (place: ProbePlace, open: OpenExcursion)] = [:]
        for (name, place) in known {
            if let watch = watches[name] {
                if let open = watch.keeper.open { found[name] = (place, open) }
            } else if !queue.holds(name),
                let open = OpenExcursion(decoding: try await journal.setting(Self.setting(name)) ?? [])
            {
                found[name] = (place, open)
            }
        }
        return found
    }

    /// Takes what an input read. Returns how many events of excursions had to be given up.
    ///
    /// - Throws: what makes the journal unusable.
    @discardableResult
    func take(
        _ reading: ModbusReading,
        from input: SourceID,
        _ recorder: Recorder
    ) async throws(JournalError) -> Int {
        let moment = moment(reading.arrival)
        var lost = try await flush(recorder)
        for name in watches.filter({ $0.value.line.input == input }).keys.sorted(by: {
            $0.rawValue < $1.rawValue
        }) {
            guard var watch = watches[name] else { continue }
            let index = watch.line.register
            let value = reading.values.indices.contains(index) ? reading.values[index] : nil
            watch.value = value.flatMap(Self.thousandths)
            watch.instant = reading.arrival
            let outcome = watch.keeper.take(watch.value, at: moment)
            watches[name] = watch
            lost += try await settle(outcome, of: watch, at: reading.arrival, recorder)
        }
        return lost
    }

    /// Writes down what a reading led to: the excursion before its state, so that none is lost between them.
    private func settle(
        _ outcome: ProbeKeeper.Outcome,
        of watch: Watch,
        at instant: UInt64,
        _ recorder: Recorder
    ) async throws(JournalError) -> Int {
        if let sample = outcome.sample {
            let event = Event(
                instant: .quantised(instant),
                source: watch.line.input,
                label: label,
                body: .sample(sample)
            )
            _ = try await recorder.postpone(event)
        }
        let place = ProbePlace(watch.line)
        let saved = outcome.saved.map { $0?.encoded ?? [] }
        if let excursion = outcome.excursion {
            try await tell(excursion, of: place, at: instant, saved: saved, recorder)
            return try await flush(recorder)
        }
        // One that waits for room is declared again should the agent end before there is some.
        guard let saved, !queue.replace(saved, of: place.probe) else { return 0 }
        try await save(saved, of: place, recorder)
        return 0
    }

    /// Puts an excursion in the queue; `saved` is its state from when it is durable.
    private func tell(
        _ excursion: Excursion,
        of place: ProbePlace,
        at instant: UInt64,
        saved: [UInt8]?,
        _ recorder: Recorder
    ) async throws(JournalError) {
        let rows = try await recorder.journal.projections(prefix: Projections.stockRows)
        let events = excursion.parts(AffectedLots.keys(at: place.location, in: rows)).map { part in
            Event(
                instant: BootInstant(boot: 0, milliseconds: instant),
                source: place.input,
                label: label,
                body: .excursion(part)
            )
        }
        queue.add(events, of: place, saved: saved)
    }

    /// Commits the excursions that wait; a journal that is full keeps them waiting. Returns how many had to be given up.
    private func flush(_ recorder: Recorder) async throws(JournalError) -> Int {
        let lost = queue.cut()
        if lost > 0 { recorder.refusals.lost(lost, "excursions") }
        while let batch = queue.take() {
            guard try await recorder.record(batch.map(\.event)) else {
                queue.putBack(batch)
                break
            }
            for entry in batch {
                if let saved = entry.saved { try await save(saved, of: entry.place, recorder) }
            }
        }
        return lost
    }

    /// Keeps the state of a probe: first that it has one, and last that it has none.
    private func save(
        _ state: [UInt8],
        of place: ProbePlace,
        _ recorder: Recorder
    ) async throws(JournalError) {
        if !state.isEmpty { try await note(place, place.probe, recorder) }
        try await recorder.save(Self.setting(place.probe), state)
        if state.isEmpty { try await note(nil, place.probe, recorder) }
    }

    private func note(
        _ place: ProbePlace?,
        _ probe: Token,
        _ recorder: Recorder
    ) async throws(JournalError) {
        var known = places ?? [:]
        guard known[probe] != place else { return }
        known[probe] = place
        places = known
        let sorted = known.values.sorted { $0.probe.rawValue < $1.probe.rawValue }
        try await recorder.save(Self.placesSetting, ProbePlace.encode(sorted))
    }

    private func moment(_ instant: UInt64) -> ClimateMoment {
        ClimateMoment(
            instant: BootInstant(boot: boot, milliseconds: instant),
            unix: SystemClock.anchor()?.unixMilliseconds
        )
    }

    private static let placesSetting = "climate"
    private static func setting(_ probe: Token) -> String { "climate/" + probe.rawValue }

    /// In thousandths of the unit; a map's valid range keeps it far from the bounds.
    private static func thousandths(_ value: Double) -> Int64? { Int64(exactly: (value * 1_000).rounded()) }
}

extension ClimateDesk {
    /// What `budkavle status` shows of the probes, by name.
    func status() -> [ProbeStatus] {
        watches.values.map { watch in
            ProbeStatus(
                probe: watch.line.probe,
                input: watch.line.input,
                value: watch.value,
                instant: watch.instant,
                open: watch.keeper.open
            )
        }.sorted { $0.probe.name.rawValue < $1.probe.name.rawValue }
    }
}

extension Excursion {
    /// The excursion with the lots that it affects, as many events as those take.
    fileprivate func parts(_ lots: [StockKey]) -> [Excursion] {
        var parts: [Excursion] = []
        var rest = lots[...]
        repeat {
            var part = self
            part.affected = Array(rest.prefix(Excursion.maximumAffected))
            rest = rest.dropFirst(Excursion.maximumAffected)
            parts.append(part)
        } while !rest.isEmpty
        return parts
    }
}
