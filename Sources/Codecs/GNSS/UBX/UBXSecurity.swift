import FieldModel

/// What the receiver's own monitors say about jamming and spoofing; the worst of them counts.
///
/// These messages come at rates of their own. A state that was not repeated for a minute is unknown again.
struct UBXSecurity: Sendable {
    enum Monitor: Int, CaseIterable, Sendable {
        case hardware
        case radio
        case status
        case security
    }

    /// In milliseconds.
    static let longestAge: UInt32 = 60_000

    private struct State {
        var jamming = Fix.Interference.unknown
        var spoofing = Fix.Interference.unknown
        /// GPS time of week of the epoch before it.
        var timeOfWeek: UInt32 = 0
    }

    private var states = (State(), State(), State(), State())

    mutating func note(
        _ monitor: Monitor,
        jamming: Fix.Interference = .unknown,
        spoofing: Fix.Interference = .unknown,
        at timeOfWeek: UInt32
    ) {
        let state = State(jamming: jamming, spoofing: spoofing, timeOfWeek: timeOfWeek)
        switch monitor {
        case .hardware: states.0 = state
        case .radio: states.1 = state
        case .status: states.2 = state
        case .security: states.3 = state
        }
    }

    /// Dates what was noted before the first epoch.
    mutating func begin(at timeOfWeek: UInt32) {
        states.0.timeOfWeek = timeOfWeek
        states.1.timeOfWeek = timeOfWeek
        states.2.timeOfWeek = timeOfWeek
        states.3.timeOfWeek = timeOfWeek
    }

    func jamming(at timeOfWeek: UInt32) -> Fix.Interference {
        worst(timeOfWeek) { $0.jamming }
    }

    func spoofing(at timeOfWeek: UInt32) -> Fix.Interference {
        worst(timeOfWeek) { $0.spoofing }
    }

    private func worst(_ now: UInt32, _ value: (State) -> Fix.Interference) -> Fix.Interference {
        var worst = Fix.Interference.unknown
        func weigh(_ state: State) {
            guard Self.age(of: state.timeOfWeek, at: now) <= Self.longestAge else { return }
            if value(state).rawValue > worst.rawValue { worst = value(state) }
        }
        weigh(states.0)
        weigh(states.1)
        weigh(states.2)
        weigh(states.3)
        return worst
    }

    /// Milliseconds within the week, across its end.
    private static func age(of then: UInt32, at now: UInt32) -> UInt32 {
        let week = GPSTime.millisecondsPerWeek
        return (now % week + week - then % week) % week
    }
}
