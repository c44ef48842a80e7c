package import LinuxIO

/// Why a request has no answer that can be believed.
package enum ModbusFault: Error, Equatable, Sendable {
    /// Nothing came in time.
    case timeout
    /// A reply began and did not end in time.
    case shortReply
    case crc
    /// Another device answered.
    case wrongSlave
    /// The reply is to a request that was given up.
    case stale
    case wrongFunction
    /// Another number of values than was asked for, or a frame that says another length than it has.
    case wrongLength
    /// The device refuses, with the code of the specification's §7.
    case exception(UInt8)
    /// The line has no silence: somebody talks without end.
    case babble
    /// The other side of a TCP connection hung up.
    case disconnected
    /// The line cannot be opened or written.
    case system(Errno)

    /// The name under which it is counted.
    package var name: String {
        switch self {
        case .timeout: "timeout"
        case .shortReply: "short_reply"
        case .crc: "crc"
        case .wrongSlave: "wrong_slave"
        case .stale: "stale_reply"
        case .wrongFunction: "wrong_function"
        case .wrongLength: "wrong_length"
        case .exception(let code): "exception_\(code)"
        case .babble: "babble"
        case .disconnected: "disconnected"
        case .system: "unavailable"
        }
    }

    /// What a person is told.
    package var reason: String {
        switch self {
        case .timeout: "no reply"
        case .shortReply: "the reply broke off"
        case .crc: "the reply's checksum is wrong"
        case .wrongSlave: "another device replied"
        case .stale: "the reply is to an earlier request"
        case .wrongFunction: "the reply is to another function"
        case .wrongLength: "the reply has another length than was asked for"
        case .exception(let code): Self.words[code] ?? "the device refused with code \(code)"
        case .babble: "the line is never silent"
        case .disconnected: "the device hung up"
        case .system(let errno): errno.description
        }
    }

    private static let words: [UInt8: String] = [
        1: "the device does not have this function",
        2: "the device does not have these registers",
        3: "the device refuses the number of registers",
        4: "the device failed",
        5: "the device is at work on it",
        6: "the device is busy",
        8: "the device's memory has a parity error",
        10: "the gateway has no way there",
        11: "no reply behind the gateway",
    ]
}
