package import FieldModel
package import LinuxIO

/// One way to a device that a gateway has: a serial port, or an address that a router answers on or sends to.
package struct BoardPort: Sendable, Equatable {
    package var name: SourceID
    package var kind: Kind
    package var way: Way
    /// What the port runs at unless an input says something else; `nil` leaves it to the input's type.
    package var baud: Int?
    /// Who turns an RS-485 transceiver round.
    package var turnaround = Turnaround.automatic
    /// Connector and pins; empty when the file does not say.
    package var connector = ""

    package enum Kind: String, CaseIterable, Sendable {
        case rs232
        case rs485
        /// A UART at logic level.
        case ttl
        case usb
        case tcp
        case udp

        package var isSerial: Bool { self != .tcp && self != .udp }
    }

    package enum Way: Sendable, Equatable {
        /// Path of a tty, or of a stable link to one.
        case serial(String)
        case tcp(NetworkAddress)
        /// Datagrams to an address of this machine; those of another host than the sender are dropped.
        case udp(NetworkAddress, sender: NetworkAddress?)
    }

    package enum Turnaround: String, CaseIterable, Sendable {
        /// The electronics do it.
        case automatic
        /// The driver does it, as the device tree says (`linux,rs485-enabled-at-boot-time`).
        case kernel
        /// RTS is high while sending.
        case rts
        /// RTS is low while sending.
        case rtsInverted = "rts-inverted"
    }
}
