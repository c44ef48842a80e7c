import FieldModel
import Hardware
import Inputs
import Journal
import LinuxIO
import Logging
import Workflows

/// Where all lines of a node meet: what they tell becomes alarms, health, and what the position is judged by.
///
/// It outlives a reload, so that a level that did not change is no news.
actor LineDesk {
    private let positions: PositionDesk
    private var label = InformationLabel.limited
    private var order: [SourceID] = []
    private var states: [SourceID: LineState] = [:]
    /// The newest level that was known of each line, also while it is not.
    private var told: [SourceID: Bool] = [:]
    private var gates: [SourceID: AlarmGate] = [:]
    /// Alarms for which there was no room.
    private var waiting: [Event] = []
    private var latches = LatchCheck()
    private var rolled: PulseCounter.Report?
    private(set) var power = PowerFail()
    /// Told whenever something that health reports has changed.
    private let changed: @Sendable (LineHealth) -> Void
    private(set) var health = LineHealth()

    init(positions: PositionDesk, changed: @escaping @Sendable (LineHealth) -> Void) {
        self.positions = positions
        self.changed = changed
    }

    /// Takes over what the configuration says; what is known of a line that keeps its role stays known.
    ///
    /// - Throws: what makes the journal unusable.
    func configure(_ config: AgentConfig, _ journal: Journal) async throws(JournalError) {
        label = config.label
        let used = config.lines.filter { $0.role != .unused }
        order = used.map(\.name)
        let before = states
        states = [:]
        for line in used {
            if before[line.name]?.role != line.role { told[line.name] = nil }
            let known = before[line.name].flatMap { $0.role == line.role ? $0 : nil }
            states[line.name] = known ?? LineState(name: line.name, role: line.role)
        }
        if !used.contains(where: { $0.role == .ignition }) {
            await positions.takeIgnition(nil, at: BootClock.now())
        }
        if !used.contains(where: { $0.role == .stretcher }) { latches = LatchCheck() }
        // Without its line nobody would ever say that the power is back.
        if power.isActive, !used.contains(where: { $0.role == .powerFail }) { try await endHaste(journal) }
        tellHealth()
    }

    var lines: [LineState] { order.compactMap { states[$0] } }

    /// Works until the task is cancelled.
    ///
    /// - Throws: what makes the journal unusable.
    func run(_ input: LineInput, _ recorder: Recorder, _ log: Logger) async throws(JournalError) {
        var input = input
        while let change = await input.next() { try await take(change, recorder, log) }
    }

    /// Takes one change; returns when what it asks for is done.
    func take(_ change: LineChange, _ recorder: Recorder, _ log: Logger) async throws(JournalError) {
        try await recordWaiting(recorder)
        switch change.value {
        case .rolled(let report):
            if let fault = report.fault, fault != rolled?.fault {
                log.warning("line \(change.name): the odometer is not believed: \(fault.rawValue)")
            }
            rolled = report
            if let metres = report.metres { await positions.takeWheels(metres, at: change.instant) }
        case .level(let isActive):
            let before = told[change.name]
            if let isActive { told[change.name] = isActive }
            states[change.name]?.isActive = isActive
            states[change.name]?.since = change.instant
            try await act(change, isActive: isActive, before: before, recorder, log)
            tellHealth()
        }
    }

    private func act(
        _ change: LineChange,
        isActive: Bool?,
        before: Bool?,
        _ recorder: Recorder,
        _ log: Logger
    ) async throws(JournalError) {
        switch change.role {
        case .powerFail:
            if isActive == true, before != true { try await powerFails(at: change.instant, recorder, log) }
            if isActive == false, power.isActive { try await powerReturns(recorder, log) }
        case .duress: if isActive == true, before != true { try await alarm(.duress, change, recorder, log) }
        case .tamper: if isActive == true, before != true { try await alarm(.tamper, change, recorder, log) }
        case .ignition: await positions.takeIgnition(isActive, at: change.instant)
        case .stretcher: try await reviewLatches(recorder)
        case .mains where before != isActive && isActive != nil:
            log.notice("the supply is \(isActive == true ? "there" : "gone")")
        default: break
        }
    }

    private func alarm(
        _ kind: Alarm.Kind,
        _ change: LineChange,
        _ recorder: Recorder,
        _ log: Logger
    ) async throws(JournalError) {
        guard gates[change.name, default: AlarmGate()].admits(at: BootClock.now()) else { return }
        log.warning("line \(change.name): \(kind) alarm")
        let event = Event(
            instant: BootInstant(boot: 0, milliseconds: change.instant),
            source: change.name,
            label: label,
            body: .alarm(Alarm(kind: kind))
        )
        if try await !recorder.record([event]), waiting.count < 64 { waiting.append(event) }
    }

    private func recordWaiting(_ recorder: Recorder) async throws(JournalError) {
        while let event = waiting.first {
            waiting.removeFirst()
            guard try await recorder.record([event]) else { return waiting.insert(event, at: 0) }
        }
    }

    private func powerFails(
        at instant: UInt64,
        _ recorder: Recorder,
        _ log: Logger
    ) async throws(JournalError) {
        power.count &+= 1
        (power.isActive, power.instant, power.durable, power.checkpointed) = (true, instant, nil, nil)
        do throws(JournalError) {
            try await recorder.journal.commitNow(isHasty: true)
            power.durable = BootClock.now() - min(instant, BootClock.now())
            power.slowest = max(power.slowest, power.durable ?? 0)
            try await recorder.journal.checkpoint()
            power.checkpointed = BootClock.now() - min(instant, BootClock.now())
            log.notice(
                "the power fails: all is durable after \(power.durable ?? 0) ms, in the database after \(power.checkpointed ?? 0) ms"
            )
        } catch {
            if error.needsReopening { throw error }
            log.critical("the power fails and not everything is durable: \(error)")
        }
    }

    private func powerReturns(_ recorder: Recorder, _ log: Logger) async throws(JournalError) {
        log.notice("the power is back after \(BootClock.now() - min(power.instant, BootClock.now())) ms")
        try await endHaste(recorder.journal)
    }

    private func endHaste(_ journal: Journal) async throws(JournalError) {
        power.isActive = false
        do throws(JournalError) {
            try await journal.commitNow(isHasty: false)
        } catch {
            if error.needsReopening { throw error }
        }
    }
}

extension LineDesk {
    /// How often is looked at what no line tells.
    private static let pause = Duration.seconds(60)

    /// Compares latches and load, and tries again what found no room, until the task is cancelled.
    func review(_ recorder: Recorder) async throws(JournalError) {
        while !Task.isCancelled {
            try await recordWaiting(recorder)
            if states.values.contains(where: { $0.role == .stretcher }) {
                try await reviewLatches(recorder)
                tellHealth()
            }
            // Cancelled sleep ends the loop.
            try? await Task.sleep(for: waiting.isEmpty ? Self.pause : .seconds(1))
        }
    }

    private func reviewLatches(_ recorder: Recorder) async throws(JournalError) {
        let row = try await recorder.journal.readable(Projections.onboard)
        let load = row.flatMap { try? OnboardState(decoding: $0).load() }
        latches.take(latched: lines.active(.stretcher), load: load, at: BootClock.now())
    }

    private func tellHealth() {
        let lines = lines
        var newer = LineHealth()
        newer.onMains = lines.isAnyActive(.mains)
        newer.ignition = lines.isAnyActive(.ignition)
        newer.doorsOpen = lines.active(.door)
        newer.stretchersLatched = lines.active(.stretcher)
        newer.isTampered = lines.isAnyActive(.tamper)
        newer.isLoadQuestioned = latches.isQuestioned(at: BootClock.now())
        guard newer != health else { return }
        health = newer
        changed(newer)
    }

    /// What `budkavle status` shows beside the lines themselves.
    func status(_ bank: LineBank?) async -> LinesStatus {
        LinesStatus(
            lines: await bank?.lines ?? [],
            chips: await bank?.chipStatus ?? [],
            latches: latches,
            isQuestioned: latches.isQuestioned(at: BootClock.now()),
            power: power,
            odometerFault: rolled?.fault,
            heldAlarms: gates.values.reduce(0) { $0 &+ $1.held }
        )
    }
}
