package import LinuxIO

/// How a receiver is reached.
package enum ReceiverLink: Sendable, Equatable {
    case serial(SerialDevice)
    /// A receiver or gateway that sends to whoever connects.
    case tcp(NetworkAddress)
    /// Datagrams that a receiver or gateway sends here; `sender` alone is listened to where it is set.
    case udp(NetworkAddress, sender: NetworkAddress?)
    /// A gpsd; `receiver` is the path of the one of its devices that counts, `nil` for all.
    case gpsd(NetworkAddress, receiver: String?)

    /// gpsd's port, as registered with IANA.
    package static let gpsdPort: UInt16 = 2_947

    /// Sent once the connection stands.
    var greeting: [UInt8] {
        guard case .gpsd(_, let receiver) = self else { return [] }
        let device = receiver.map { ",\"device\":\"\($0)\"" } ?? ""
        return Array("?WATCH={\"enable\":true,\"json\":true\(device)};\n".utf8)
    }
}
