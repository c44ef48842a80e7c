package import FieldModel
package import Inputs
package import LinuxIO

/// One device and the way to it.
package struct InputSettings: Sendable, Equatable {
    package var name: SourceID
    package var connection: Connection
    package var device: Device

    package enum Connection: Sendable, Equatable {
        case serial(SerialLineSettings)
        case tcp(NetworkAddress)
        /// Datagrams that come to an address of this machine; those of another host than the sender are dropped.
        case udp(NetworkAddress, sender: NetworkAddress?)
        /// A device on a Modbus bus.
        case bus(SourceID, unit: UInt8)
        /// A scanner that types.
        case keyboard(KeyboardDevice)
        /// A point-of-sale scanner on hidraw.
        case hid(DeviceRule)

        /// The path, address or description, as the status shows it.
        package var name: String {
            switch self {
            case .serial(let line): line.path
            case .tcp(let address): "tcp://\(address)"
            case .udp(let address, _): "udp://\(address)"
            case .bus(let name, let unit): "bus:\(name)/\(unit)"
            case .keyboard(let keyboard): "\(keyboard.rule)"
            case .hid(let rule): "\(rule)"
            }
        }
    }

    /// What speaks there.
    package enum Device: Sendable, Equatable {
        /// A receiver that speaks NMEA 0183, UBX or both, reported at most once an interval.
        case nmea(interval: Duration)
        /// A gpsd; `receiver` is the path of the one of its devices that counts, `nil` for all.
        case gpsd(receiver: String?, interval: Duration)
        case scanner(ScannerSettings)
        case modbus(ModbusDevice)
    }
}

/// How a tty is opened.
package struct SerialLineSettings: Sendable, Equatable {
    /// Path of a tty, pty or a link to one. It need not exist yet: devices come and go.
    package var path: String
    /// Bits per second, one of `supportedRates`.
    package var baud: Int
    package var parity: Parity
    /// 7 or 8.
    package var dataBits: Int
    /// 1 or 2.
    package var stopBits: Int

    package enum Parity: String, CaseIterable, Sendable {
        case none
        case even
        case odd
    }

    /// The rates that Linux has a termios constant for and that such devices use.
    package static let supportedRates = [
        1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600,
    ]
}

/// What a scanner may read beside product labels, and how it is answered.
package struct ScannerSettings: Sendable, Equatable {
    /// Masks of opaque labels: `#` digit, `@` capital, `?` either, a last `*` the rest, all else itself.
    package var tagPatterns: [String]
    /// Masks of data that names somebody and is never kept.
    package var privatePatterns: [String] = []
    /// What the scanner puts around its data beside STX, ETX, CR, LF and TAB; empty for nothing.
    package var prefix: [UInt8] = []
    package var suffix: [UInt8] = []
    /// What the scanner sends in place of GS; empty when it sends GS.
    package var separator: [UInt8] = []
    /// Sent to a scanner on a serial line.
    package var signals = SerialFeedback.Codes()
    /// Whether it delivers what it had stored; `nil` where the pace tells.
    package var late: Bool?
}
