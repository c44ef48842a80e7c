/// A moment on the clock that only moves forward while the machine is on: CLOCK_BOOTTIME of one boot.
package struct BootInstant: Hashable, Sendable {
    /// The boot's ordinal within its epoch; a `BootRecord` tells which boot that is and what wall time it had.
    package let boot: UInt32
    /// Milliseconds since that boot.
    package let milliseconds: UInt64

    package init(boot: UInt32, milliseconds: UInt64) {
        self.boot = boot
        self.milliseconds = milliseconds
    }
}

/// How sensitive an event is, in the manner of MSB's KLASSA: 0 open to 3 severe. Level 4, security-classified,
/// does not exist here: the agent refuses it.
package enum InformationLabel: UInt8, CaseIterable, Sendable {
    case open = 0
    case limited = 1
    case considerable = 2
    case severe = 3
}

/// One immutable observation or act. The journal gives it an identity; nothing changes it afterwards.
package struct Event: Sendable, Equatable {
    package var instant: BootInstant
    package var source: SourceID
    package var label: InformationLabel
    /// Exercise data is never folded into real load or stock.
    package var isExercise: Bool
    /// The earlier event that this one corrects. Nothing is ever deleted.
    package var corrects: EventIdentity?
    package var body: Body

    package init(
        instant: BootInstant,
        source: SourceID,
        label: InformationLabel = .limited,
        isExercise: Bool = false,
        corrects: EventIdentity? = nil,
        body: Body
    ) {
        self.instant = instant
        self.source = source
        self.label = label
        self.isExercise = isExercise
        self.corrects = corrects
        self.body = body
    }
}

/// What was observed or done.
package enum Body: Sendable, Equatable {
    case alarm(Alarm)
    case unitProfile(UnitProfile)
    case missionStatus(MissionStatus)
    case patientMovement(PatientMovement)
    case patientLoad(PatientLoad)
    case census(Census)
    case movementRequest(PatientMovementRequest)
    case stockMovement(StockMovement)
    case excursion(Excursion)
    case fix(Fix)
    case sample(Sample)
    case health(DeviceHealth)
    /// A kind that this version does not know. Its canonical bytes are kept and forwarded, never folded.
    case unknown

    /// The one stream in which this kind lives; `nil` for an unknown kind.
    package var stream: Stream? {
        switch self {
        case .alarm: .alarm
        case .unitProfile, .missionStatus, .patientMovement, .patientLoad, .census, .movementRequest:
            .patients
        case .stockMovement, .excursion: .stock
        case .fix: .track
        case .sample: .climate
        case .health: .node
        case .unknown: nil
        }
    }
}

/// An event in its place.
package struct RecordedEvent: Sendable, Equatable {
    package let identity: EventIdentity
    package let event: Event

    package init(identity: EventIdentity, event: Event) {
        self.identity = identity
        self.event = event
    }
}

/// An event in its place as the canonical bytes that its node wrote: what is stored, sent and compared.
package struct StoredEvent: Sendable, Equatable {
    package let identity: EventIdentity
    package let bytes: [UInt8]

    package init(identity: EventIdentity, bytes: [UInt8]) {
        self.identity = identity
        self.bytes = bytes
    }
}

extension Body {
    /// The name of the kind, as the schema has it.
    package var name: String {
        switch self {
        case .alarm: "alarm"
        case .unitProfile: "unit_profile"
        case .missionStatus: "mission_status"
        case .patientMovement: "patient_movement"
        case .patientLoad: "patient_load"
        case .census: "census"
        case .movementRequest: "movement_request"
        case .stockMovement: "stock_movement"
        case .excursion: "excursion"
        case .fix: "fix"
        case .sample: "sample"
        case .health: "health"
        case .unknown: "unknown"
        }
    }
}
