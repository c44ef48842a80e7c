package import LinuxIO

/// A tty on which Modbus RTU is spoken.
package struct ModbusSerialLine: Sendable, Equatable {
    package var path: String
    package var settings: SerialSettings
    package var direction: Direction

    /// Who turns an RS-485 transceiver round between sending and receiving.
    package enum Direction: String, CaseIterable, Sendable {
        /// The electronics; also for lines that need not be turned.
        case automatic
        /// The kernel's driver (`TIOCSRS485`).
        case kernel
        /// RTS is high while sending.
        case rts
        /// RTS is low while sending.
        case rtsInverted = "rts-inverted"
    }

    package init(path: String, settings: SerialSettings, direction: Direction = .automatic) {
        self.path = path
        self.settings = settings
        self.direction = direction
    }

    /// Milliseconds that so many bytes take on the line, rounded up.
    func milliseconds(bytes: Int) -> UInt64 {
        let parity = settings.parity == .none ? 0 : 1
        let bits = bytes * (1 + Int(settings.dataBits.rawValue) + parity + Int(settings.stopBits.rawValue))
        return UInt64((bits * 1_000 + Int(settings.baud.rawValue) - 1) / Int(settings.baud.rawValue))
    }
}
