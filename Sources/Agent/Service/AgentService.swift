import ConfigFiles
import Crypto
import Exchange
import FieldModel
import Hardware
import Inputs
import Journal
import LinuxIO
import Logging
import Synchronization
import Workflows

/// The daemon: opens the journal, runs inputs and sender, answers the command line, follows signals.
package final class AgentService: Sendable {
    private let path: String
    private let keys: KeyStore
    private let recipient: KeySet?
    private let poller: Poller
    private let signals: SignalStream
    private let notifier = ServiceNotifier.fromEnvironment()
    private let journal: Journal
    private let silence: RadioSilence
    private let wake = Wake()
    private let baselines = Baselines()
    private let positions = PositionDesk()
    private let health: HealthBoard
    private let lines: LineDesk
    private let climate = ClimateDesk()
    private let started = BootClock.now()
    private let bootNonce: [UInt8]
    private let generation: Mutex<Generation>

    /// What a reload replaces.
    struct Generation: Sendable {
        var config: AgentConfig
        var inputs: [InputRunner]
        /// `nil` without lines.
        var lines: LineRunner?
        var buses: [SourceID: ModbusBus]
        var links: [Link]
        var log: Logger

        var hasReceiver: Bool { inputs.contains(where: \.isReceiver) }
    }

    /// Opens everything that must be there before the agent can say that it is ready.
    package init(configPath: String) async throws(AgentError) {
        path = configPath
        let config: AgentConfig
        do { config = try AgentConfig.load(path: configPath) } catch { throw .config(error) }
        do { keys = try KeyStore(directory: config.keyDirectory) } catch { throw .keys(error) }
        recipient = try Self.keySet(config)
        let bootID: [UInt8]
        do {
            poller = try Poller()
            signals = try SignalStream(poller: poller)
            bootID = try BootClock.bootID()
        } catch {
            throw .system("\(error)")
        }
        do {
            journal = try await Journal.open(
                JournalSettings(
                    directory: config.journal.directory,
                    keysDirectory: config.keyDirectory,
                    node: config.nodeID,
                    commitInterval: config.journal.commitInterval,
                    quota: config.journal.quota,
                    retention: config.journal.retention,
                    levelChanged: Self.levelLog(config.logLevel)
                ).onTrial(Self.logger(config.logLevel)),
                key: keys.journal,
                bootID: bootID,
                projector: .node
            )
            silence = try await RadioSilence(journal: journal)
        } catch {
            throw .journal(error)
        }
        bootNonce = (0..<Bundle.nonceBytes).map { _ in UInt8.random(in: .min ... .max) }
        let health = HealthBoard()
        self.health = health
        lines = LineDesk(positions: positions, changed: { lines in health.update { $0 = lines } })
        generation = Mutex(Self.generation(config, poller: poller, health))
    }

    private static func generation(
        _ config: AgentConfig,
        after former: Generation? = nil,
        poller: Poller,
        _ health: HealthBoard
    ) -> Generation {
        let buses = Dictionary(
            config.buses.map { ($0.name, ModbusBus($0.bus)) },
            uniquingKeysWith: { first, _ in first }
        )
        let log = logger(config.logLevel)
        var lines: LineRunner?
        do throws(Errno) {
            lines = try LineRunner(config.lines, after: former?.lines, poller: poller)
        } catch {
            log.critical("no line is followed, no light and no beeper works: \(error)")
        }
        let sinks: [any FeedbackSink] = lines.map { [$0.player] } ?? []
        return Generation(
            config: config,
            inputs: config.inputs.map { settings in
                let known = former?.inputs.first { $0.settings.name == settings.name }
                return InputRunner(
                    settings,
                    buses: buses,
                    poller: poller,
                    sinks: sinks,
                    resuming: known?.counters
                )
            },
            lines: lines,
            buses: buses,
            links: config.links.map { settings in
                let known = former?.links.first { $0.settings == settings }
                return Link(settings, resuming: known?.snapshot, turned: { health.lookAgain() })
            },
            log: log
        )
    }

    /// Says in the log what the journal is driven to.
    private static func levelLog(_ level: Logger.Level) -> @Sendable (StorageLevel) -> Void {
        let log = logger(level)
        return { storage in
            let text = "storage: \(storage.words)"
            switch storage {
            case .ok, .sacrificing: log.notice("\(text)")
            case .thinning, .retiring: log.warning("\(text)")
            case .refusingRoutine, .reserve: log.error("\(text)")
            case .full, .diskFull: log.critical("\(text)")
            }
        }
    }

    private static func logger(_ level: Logger.Level) -> Logger {
        Logger(label: "budkavle") { _ in JournaldLog(level: level) }
    }

    static func keySet(_ config: AgentConfig) throws(AgentError) -> KeySet? {
        guard let coordinator = config.coordinator else { return nil }
        let file: [UInt8]?
        do { file = try DurableFile.read(coordinator.keySet, limit: 4097) } catch { throw .journal(error) }
        guard let file else {
            throw .keySet("\(coordinator.keySet) is missing: copy it from the coordinator")
        }
        guard let root = try? Curve25519.Signing.PublicKey(rawRepresentation: coordinator.root),
            let set = KeySet(file, root: root)
        else { throw .keySet("\(coordinator.keySet) is not signed by the root that coordinator.root names") }
        return set
    }

    /// Runs until SIGTERM or SIGINT; everything is committed when this returns.
    package func run() async throws(AgentError) {
        let listener: UnixListener
        // Whoever kept a generation would keep its devices open.
        let (socket, log) = generation.withLock { ($0.config.socket, $0.log) }
        do {
            listener = try UnixListener(path: socket, poller: poller)
        } catch {
            await journal.close()
            throw .system("\(socket): \(error)")
        }
        let server = ControlServer(listener: listener, answer: { await self.answer($0) }, log: log)
        let control = Task { await server.run() }
        let failure = await runGenerations()
        control.cancel()
        notifier.stopping()
        await control.value
        await journal.close()
        if let failure { throw .journal(failure) }
    }

    /// Returns why the journal became unusable, or `nil` when the agent was asked to stop.
    private func runGenerations() async -> JournalError? {
        var isFirst = true
        while true {
            let current = generation.withLock { $0 }
            do throws(JournalError) {
                try await prepare(current)
            } catch {
                return error
            }
            let inputs = "\(current.inputs.count) inputs, \(current.links.count) links"
            current.log.info("node \(current.config.nodeID) \(isFirst ? "started" : "reloaded"): \(inputs)")
            notifier.ready()
            isFirst = false
            switch await runGeneration(current) {
            case .stop, .ended: return nil
            case .failed(let error):
                current.log.critical("\(error)")
                return error
            case .reload:
                notifier.reloading()
                reload(current)
            }
        }
    }

    private enum Outcome: Sendable {
        case stop
        case reload
        case failed(JournalError)
        case ended
    }

    private func runGeneration(_ current: Generation) async -> Outcome {
        let recorder = Recorder(journal: journal, wake: wake, refusals: RefusalLog(current.log))
        return await withTaskGroup(of: Outcome.self) { group in
            group.addTask {
                switch await self.signals.next() {
                case .hangup: .reload
                case .terminate, .interrupt: .stop
                case nil: .ended
                }
            }
            for input in current.inputs {
                group.addTask {
                    await Self.outcome { () async throws(JournalError) in
                        try await input.run(recorder, current.config, self.positions, self.climate)
                    }
                }
            }
            if let runner = current.lines {
                group.addTask {
                    await Self.outcome { () async throws(JournalError) in
                        try await runner.run(self.lines, recorder, current.log)
                    }
                }
                group.addTask {
                    await Self.outcome { () async throws(JournalError) in
                        try await self.lines.review(recorder)
                    }
                }
                if runner.player.showsState {
                    group.addTask {
                        await runner.showState { await self.sign(current) }
                        return .ended
                    }
                }
            }
            if current.hasReceiver {
                group.addTask {
                    await Self.outcome { () async throws(JournalError) in
                        try await self.positions.run(recorder)
                    }
                }
            }
            if let sender = sender(current) {
                group.addTask {
                    await Self.outcome { () async throws(JournalError) in try await sender.run() }
                }
            }
            group.addTask {
                await self.health.follow(self.poller) {
                    for link in current.links { link.hasten() }
                    self.wake.signal()
                }
                return .ended
            }
            group.addTask {
                await Self.outcome { () async throws(JournalError) in
                    try await self.keepHouse(current, recorder)
                }
            }
            group.addTask {
                // By then everything was opened once and the first envelope is out.
                guard (try? await Task.sleep(for: .seconds(10))) != nil else { return .ended }
                do throws(Errno) {
                    try CodeMapping.letGo()
                } catch {
                    current.log.notice("the code that only start-up needed stays in memory: \(error)")
                }
                return .ended
            }
            if let interval = notifier.watchdogInterval {
                group.addTask {
                    await Self.outcome { () async throws(JournalError) in
                        try await self.feedWatchdog(every: interval / 2)
                    }
                }
            }
            var outcome = Outcome.ended
            while case .ended = outcome, let next = await group.next() { outcome = next }
            group.cancelAll()
            wake.signal()
            for link in current.links { await link.carrier.close() }
            for bus in current.buses.values { await bus.close() }
            return outcome
        }
    }

    private static func outcome(
        _ body: () async throws(JournalError) -> Void
    ) async -> Outcome {
        do throws(JournalError) {
            try await body()
            return .ended
        } catch {
            return .failed(error)
        }
    }

    private func sender(_ current: Generation) -> SenderService? {
        guard let recipient, !current.links.isEmpty else { return nil }
        return SenderService(
            node: current.config.nodeID,
            journal: journal,
            keys: keys.node,
            recipient: recipient,
            links: current.links,
            wake: wake,
            silence: silence,
            baselines: baselines,
            bootNonce: bootNonce,
            log: current.log
        )
    }

    private func reload(_ current: Generation) {
        var config = current.config
        do throws(ConfigFaults) {
            let newer = try AgentConfig.load(path: path)
            let waiting = config.difference(to: newer).filter { !$0.isReloadable }.map(\.rawValue)
            if !waiting.isEmpty {
                current.log.warning("needs a restart, kept as it was: \(waiting.joined(separator: ", "))")
            }
            config = config.taking(newer)
        } catch {
            current.log.error("configuration kept as it was: \(error)")
        }
        let next = Self.generation(config, after: current, poller: poller, health)
        generation.withLock { $0 = next }
    }
}

extension AgentService {
    /// What each start and each reload writes down: the time as far as it is known, and who the unit is.
    private func prepare(_ current: Generation) async throws(JournalError) {
        if let anchor = SystemClock.anchor() { try await journal.offer(anchor, log: current.log) }
        await positions.configure(current.config)
        if current.hasReceiver { try await positions.remember(journal) }
        try await lines.configure(current.config, journal)
        let recorder = Recorder(journal: journal, wake: wake, refusals: RefusalLog(current.log))
        try await climate.configure(current.config, recorder)
        // A profile that cannot be read counts as changed: it is said again.
        let known = try await journal.readable("profile").flatMap { try? ProfileState(decoding: $0).value }
        guard known != current.config.profile else { return }
        let event = Event(
            instant: BootInstant(boot: 0, milliseconds: BootClock.now()),
            source: .agent,
            label: current.config.label,
            body: .unitProfile(current.config.profile)
        )
        _ = try await recorder.record([event])
    }

    /// Writes down the machine's health when it changes enough or on a slow timer, and keeps systemd's status line true.
    private func keepHouse(_ current: Generation, _ recorder: Recorder) async throws(JournalError) {
        var pace = HealthPace()
        var warned: Int?
        while !Task.isCancelled {
            if let anchor = SystemClock.anchor() { try await journal.offer(anchor, log: current.log) }
            let report = try await report()
            let days = report.storage.daysLeft.map { Int($0) }
            if let days, days < 7, days != warned {
                current.log.warning("storage: at this pace new events are refused in \(days) days")
            }
            warned = days
            notifier.status("\(report.unsent) unsent, clock \(report.clock.name)")
            let health = DeviceHealth(report)
            if pace.isDue(health, at: report.now) {
                let event = Event(
                    instant: BootInstant(boot: 0, milliseconds: report.now),
                    source: .agent,
                    label: current.config.label,
                    body: .health(health)
                )
                _ = try await recorder.record([event])
            }
            let rest = min(pace.rest(health, at: BootClock.now()), HealthPace.look)
            // Cancelled sleep ends the loop. A look costs a few milliseconds, so those that follow each other keep apart.
            try? await Task.sleep(for: .milliseconds(500))
            await self.health.wait(for: .milliseconds(max(rest, 500) - 500))
        }
    }

    /// What the state's light shows.
    private func sign(_ current: Generation) async -> NodeSign {
        NodeSign(
            try? await journal.status().storage,
            areInputsOpen: current.inputs.allSatisfy { $0.counters.snapshot.state == .open }
        )
    }

    /// Tells systemd that all is well, each time that the journal's thread has answered.
    private func feedWatchdog(every interval: Duration) async throws(JournalError) {
        while !Task.isCancelled {
            _ = try await journal.setting("watchdog")
            notifier.watchdog()
            try? await Task.sleep(for: interval)
        }
    }

    private func report() async throws(JournalError) -> StatusReport {
        await report(try await journal.status())
    }

    private func report(_ journal: JournalStatus) async -> StatusReport {
        let current = generation.withLock { $0 }
        let position = current.hasReceiver ? await positions.status(at: BootClock.now()) : nil
        return StatusReport(
            config: current.config,
            journal: journal,
            storage: journal.storage,
            inputs: current.inputs.map { ($0.settings, $0.counters.snapshot) },
            links: current.links.map { ($0.settings, $0.snapshot) },
            position: position,
            machine: health.look(),
            lines: await lines.status(current.lines?.input.bank),
            probes: await climate.status(),
            isSilent: silence.isOn,
            baselines: baselines.progress,
            now: BootClock.now(),
            started: started
        )
    }

    private func answer(_ request: ControlRequest) async -> String {
        do throws(JournalError) {
            switch request {
            case .status(let isJSON):
                // A person looks at it most when the disk hangs.
                let report = await report(try await journal.status(patience: .milliseconds(500)))
                return isJSON ? report.json.text : report.text
            case .findings:
                return await report(try await journal.status(patience: .milliseconds(500))).findings
                    .map(\.line).joined(separator: "\n")
            case .lines:
                let bank = generation.withLock { $0.lines?.input.bank }
                return await lines.status(bank).counts.map(\.line).joined(separator: "\n")
            case .journalStat: return JournalText.stat(try await journal.status())
            case .journalVerify: return JournalText.verify(try await journal.verify())
            case .journalList(let stream, let epoch, let first, let limit):
                return JournalText.list(
                    try await journal.list(stream, epoch: epoch, from: first, limit: limit)
                )
            case .silence(let isOn):
                try await silence.set(isOn)
                wake.signal()
                return JSONValue.object([("radio_silence", .bool(isOn))]).text
            case .declareOnboard(let total):
                let label = generation.withLock { $0.config.label }
                let answer = try await journal.declareOnboard(total: total, label: label)
                wake.signal()
                return answer
            case .acceptStock:
                let status = try await journal.status()
                guard status.unknownStreams.contains(.stock) else {
                    let reason =
                        status.isRecovering
                        ? "the journal is still being put in order; say it again afterwards"
                        : "no balance is unknown"
                    return JSONValue.object([("error", .string(reason))]).text
                }
                baselines.accept(.stock)
                wake.signal()
                return JSONValue.object([("ok", .bool(true)), ("stock", .string("as_coordinator"))]).text
            }
        } catch {
            return JSONValue.object([("error", .string("\(error)"))]).text
        }
    }
}
