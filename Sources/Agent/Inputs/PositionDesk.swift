import FieldModel
import Journal
import LinuxIO
import Workflows

/// The one place where all of a node's receivers meet: what they say becomes fixes to report.
///
/// It outlives a reload, so that a held place is not forgotten with the configuration.
actor PositionDesk {
    /// How often a silent receiver is noticed.
    private static let period = Duration.seconds(1)

    var keeper = PositionKeeper(limits: .vehicle)
    private var choice = ReceiverChoice()
    private var schedule = FixSchedule(interval: 1_000)
    private var label = InformationLabel.limited
    /// The newest fix of before the agent started, until a place is known or it turns out that it cannot be dated.
    var former = FormerFix.unread

    /// Takes over what the configuration says of positions.
    func configure(_ config: AgentConfig) {
        keeper.limit(to: .of(config.profile, speed: config.position.maximumSpeed))
        schedule.interval = config.fixInterval.milliseconds
        label = config.label
    }

    /// Takes what a receiver says; returns the fix that is to be reported for it.
    func take(_ observation: Observation) -> Event? {
        switch observation.value {
        case .position(let position):
            return take(position, from: observation.source, at: observation.arrival)
        case .interference(let jamming, let spoofing):
            guard choice.current == nil || choice.current == observation.source else { return nil }
            keeper.takeInterference(jamming: jamming, spoofing: spoofing, at: observation.arrival)
            return nil
        case .scan: return nil
        }
    }

    /// Takes what the ignition's line says; `nil` once it says nothing any more.
    func takeIgnition(_ isOn: Bool?, at instant: UInt64) { keeper.takeIgnition(isOn, at: instant) }

    /// Takes the metres that the odometer's line counted since the call before, 0 while the wheels stand.
    func takeWheels(_ metres: Double, at instant: UInt64) { keeper.takeDistance(metres, at: instant) }

    private func take(_ position: Position, from source: SourceID, at arrival: UInt64) -> Event? {
        let isAdmitted = choice.admits(
            position,
            from: source,
            at: arrival,
            isBelieved: keeper.isLive,
            agrees: keeper.agrees(with: position)
        )
        guard isAdmitted else { return nil }
        keeper.take(position, at: arrival, clock: SystemClock.anchor())
        return report(at: arrival)
    }

    /// Reports what is held or reckoned while receivers are silent, until the task is cancelled.
    ///
    /// - Throws: what makes the journal unusable.
    func run(_ recorder: Recorder) async throws(JournalError) {
        while !Task.isCancelled {
            // Cancelled sleep ends the loop.
            try? await Task.sleep(for: Self.period)
            guard !Task.isCancelled, let event = heldFix(at: BootClock.now()) else { continue }
            _ = try await recorder.postpone(event)
        }
    }

    /// A live place is reported when its epochs come.
    private func heldFix(at now: UInt64) -> Event? {
        restore(at: now, clock: SystemClock.anchor())
        _ = keeper.fix(at: now)
        return keeper.isLive ? nil : report(at: now)
    }

    private func report(at now: UInt64) -> Event? {
        guard let fix = keeper.fix(at: now), schedule.isDue(fix, isParked: keeper.isParked, at: now) else {
            return nil
        }
        return Event(
            instant: .quantised(now),
            source: choice.current ?? .agent,
            label: label,
            body: .fix(fix)
        )
    }

    /// What `budkavle status` shows of it.
    func status(at now: UInt64) -> PositionStatus {
        let fix = keeper.fix(at: now)
        return PositionStatus(
            fix: fix,
            receiver: choice.current,
            doubts: keeper.doubts.names,
            rejections: keeper.rejections,
            refusals: keeper.refusals
        )
    }
}
