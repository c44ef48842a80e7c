package import Codecs
package import LinuxIO

/// Why a receiver could not be set up.
package enum ReceiverFault: Error, Sendable, Equatable, CustomStringConvertible {
    case device(path: String, Errno)
    /// Another program, such as the agent, has the device open.
    case busy(path: String)
    /// Nothing answered at any of these rates.
    case noReceiver(path: String, rates: [UInt32])
    case disconnected(path: String)
    /// Set up in one of two ways only: CFG messages of generation 8, items of generation 9 and later.
    case unsupported(UBXReceiver)
    case wrongGeneration(UBXReceiver, expected: [UBXReceiver.Generation])
    /// The receiver's firmware knows none of these.
    case unknown([String])
    /// The receiver said no, by NAK.
    case refused([String])
    /// The receiver said nothing; what it was asked.
    case silent(String)
    /// The receiver said yes and kept something else.
    case notKept([String])
    /// After a change of the baud rate.
    case lost(rate: UInt32)
    case layer(UBXConfigMessage.Layer, UBXReceiver)

    package var description: String {
        switch self {
        case .device(let path, let error): "\(path): \(error)"
        case .busy(let path):
            "\(path) is in use by another program: stop the agent first, or take the device out of its config"
        case .noReceiver(let path, let rates):
            "\(path): no u-blox receiver answers at \(rates.map(String.init).joined(separator: ", ")) baud"
        case .disconnected(let path): "\(path) was unplugged"
        case .unsupported(let receiver):
            "\(Self.name(receiver)) is of no generation that can be set up here, 8, 9, 10 or 20"
        case .wrongGeneration(let receiver, let expected):
            "\(Self.name(receiver)) is of generation \(receiver.generation.map { "\($0.rawValue)" } ?? "unknown"); "
                + "the file is for \(expected.map { "\($0.rawValue)" }.joined(separator: ", "))"
        case .unknown(let names):
            "the receiver does not know \(Self.list(names)); name it in may_lack if it is not needed"
        case .refused(let names): "the receiver refused (NAK) \(Self.list(names))"
        case .silent(let what): "the receiver did not answer \(what)"
        case .notKept(let names): "the receiver acknowledged but did not keep \(Self.list(names))"
        case .lost(let rate): "the receiver answers no more after the change to \(rate) baud"
        case .layer(let layer, let receiver): "\(Self.name(receiver)) cannot show what is in \(layer)"
        }
    }

    private static func name(_ receiver: UBXReceiver) -> String { "the receiver (\(receiver.software))" }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(8).joined(separator: ", ")
        return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
    }
}
