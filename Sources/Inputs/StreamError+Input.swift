import LinuxIO

extension StreamError {
    /// The name under which the fault is counted.
    var inputFault: String {
        switch self {
        case .disconnected: "disconnected"
        case .silent: "silent"
        case .system: "unavailable"
        }
    }

    /// What a person is told.
    var inputReason: String {
        switch self {
        case .disconnected: "the device hung up"
        case .silent: "the device is silent"
        case .system(let errno): errno.description
        }
    }
}
