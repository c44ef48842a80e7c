/// What a line means. An input is active when what its role names is so: ignition on, mains there, door open.
package enum LineRole: Sendable, Equatable {
    /// Connected and without meaning.
    case unused
    case ignition
    /// Active while the vehicle's or the building's supply is there.
    case mains
    /// Active when the supply is about to end: what is known is committed at once.
    case powerFail
    /// Active while the door is open.
    case door
    /// Active while a stretcher is latched in place.
    case stretcher
    /// A button for help: a flash alarm each time that it becomes active.
    case duress
    /// Active while the housing is open.
    case tamper
    /// Counts rising edges, each of which is so many millimetres of way.
    case odometer(millimetresPerPulse: UInt32)
    /// Outputs that show what became of a scan.
    case acceptedLight
    case refusedLight
    case beeper
    /// An output that shows the node's own state.
    case stateLight

    package var isOutput: Bool {
        switch self {
        case .acceptedLight, .refusedLight, .beeper, .stateLight: true
        default: false
        }
    }
}
