package import Hardware

/// How a role is written in a file.
package enum LineRoleName: String, CaseIterable, Sendable {
    case unused
    case ignition
    case mains
    case powerFail = "power-fail"
    case door
    case stretcher
    case duress
    case tamper
    case odometer
    case acceptedLight = "accepted-light"
    case refusedLight = "refused-light"
    case beeper
    case stateLight = "state-light"

    package init(_ role: LineRole) {
        self =
            switch role {
            case .unused: .unused
            case .ignition: .ignition
            case .mains: .mains
            case .powerFail: .powerFail
            case .door: .door
            case .stretcher: .stretcher
            case .duress: .duress
            case .tamper: .tamper
            case .odometer: .odometer
            case .acceptedLight: .acceptedLight
            case .refusedLight: .refusedLight
            case .beeper: .beeper
            case .stateLight: .stateLight
            }
    }

    /// The role without its parameters; `nil` for an odometer, which has one.
    var role: LineRole? {
        switch self {
        case .unused: .unused
        case .ignition: .ignition
        case .mains: .mains
        case .powerFail: .powerFail
        case .door: .door
        case .stretcher: .stretcher
        case .duress: .duress
        case .tamper: .tamper
        case .odometer: nil
        case .acceptedLight: .acceptedLight
        case .refusedLight: .refusedLight
        case .beeper: .beeper
        case .stateLight: .stateLight
        }
    }

    /// Whether a node has one such line at most, because a second could contradict it.
    var isSingle: Bool {
        switch self {
        case .ignition, .mains, .powerFail, .odometer: true
        default: false
        }
    }
}
