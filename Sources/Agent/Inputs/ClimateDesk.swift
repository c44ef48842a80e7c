import FieldModel
import Inputs
import Journal
import LinuxIO
import Wire
import Workflows

/// The one place where all of a node's probes meet: their readings become samples and excursions.
///
/// It outlives a reload. What is open outlives the agent and the machine: it is a sealed setting of the journal, written when a
/// band is left, when an excursion is declared or ends, and every 5 minutes between.
actor ClimateDesk {
    /// The most events that wait for room in the journal.
    private static let maximumWaiting = 256

    private struct Watch {
        var line: ProbeLine
        var keeper: ProbeKeeper
        /// The last reading in the quantity's thousandths; `nil` where it is unknown.
        var value: Int64?
        /// When that was.
        var instant: UInt64?
    }

    private var watches: [Token: Watch] = [:]
    private var waiting: [Event] = []
    private var boot: UInt32 = 0
    private var label = InformationLabel.limited

    /// Takes over what the configuration says of probes.
    func configure(_ config: AgentConfig, _ journal: Journal) async throws(JournalError) {
        label = config.label
        boot = try await journal.status().boot?.ordinal ?? 0
        var next: [Token: Watch] = [:]
        for line in config.probes {
            if var known = watches[line.probe.name] {
                known.line = line
                known.keeper.configure(line.probe)
                next[line.probe.name] = known
            } else {
                let saved = try await journal.setting(Self.setting(line.probe.name)) ?? []
                let keeper = ProbeKeeper(line.probe, resuming: OpenExcursion(decoding: saved))
                next[line.probe.name] = Watch(line: line, keeper: keeper)
            }
        }
        watches = next
    }

    /// Takes what an input read.
    ///
    /// - Throws: what makes the journal unusable.
    func take(_ reading: ModbusReading, from input: SourceID, _ recorder: Recorder) async throws(JournalError)
    {
        let anchor = SystemClock.anchor()
        let moment = ClimateMoment(
            instant: BootInstant(boot: boot, milliseconds: reading.arrival),
            unix: anchor?.unixMilliseconds
        )
        try await flush(recorder)
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
            try await settle(outcome, of: watch, at: reading.arrival, recorder)
        }
    }

    /// Writes down what a reading led to: the excursion before its state, so that none is lost between them.
    private func settle(
        _ outcome: ProbeKeeper.Outcome,
        of watch: Watch,
        at instant: UInt64,
        _ recorder: Recorder
    ) async throws(JournalError) {
        if let sample = outcome.sample {
            _ = try await recorder.postpone(event(.sample(sample), watch, .quantised(instant)))
        }
        if let excursion = outcome.excursion {
            let lots = try await affected(watch.line.probe.location, recorder.journal)
            let instant = BootInstant(boot: 0, milliseconds: instant)
            for part in excursion.parts(lots) { waiting.append(event(.excursion(part), watch, instant)) }
            try await flush(recorder)
            // One that waits for room is declared again should the agent end before there is some.
            guard waiting.isEmpty else { return }
        }
        if let saved = outcome.saved {
            try await recorder.save(Self.setting(watch.line.probe.name), saved?.encoded ?? [])
        }
    }

    /// Commits the excursions that wait; a journal that is full keeps them waiting.
    private func flush(_ recorder: Recorder) async throws(JournalError) {
        if waiting.count > Self.maximumWaiting { waiting.removeFirst(waiting.count - Self.maximumWaiting) }
        while !waiting.isEmpty {
            let batch = Array(waiting.prefix(16))
            waiting.removeFirst(batch.count)
            guard try await recorder.record(batch) else { return waiting.insert(contentsOf: batch, at: 0) }
        }
    }

    private func affected(
        _ location: StockLocation,
        _ journal: Journal
    ) async throws(JournalError) -> [StockKey] {
        AffectedLots.keys(at: location, in: try await journal.projections(prefix: Projections.stockRows))
    }

    private func event(_ body: Body, _ watch: Watch, _ instant: BootInstant) -> Event {
        Event(instant: instant, source: watch.line.input, label: label, body: body)
    }

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
