import FieldModel
import Inputs
import LinuxIO

extension InputSettings {
    /// How the receiver of this input is reached.
    var receiverLink: ReceiverLink {
        switch (connection, device) {
        case (.tcp(let address), .gpsd(let receiver, _)): .gpsd(address, receiver: receiver)
        case (.tcp(let address), _): .tcp(address)
        case (.udp(let address, let sender), _): .udp(address, sender: sender)
        case (.serial, _), (.bus, _), (.keyboard, _), (.hid, _): .serial(serialDevice)
        }
    }

    /// The Modbus line of this input.
    var busName: SourceID? { if case .bus(let name, _) = connection { name } else { nil } }

    /// How the scanner of this input is reached.
    var scannerLink: ScannerLink {
        switch connection {
        case .keyboard(let keyboard): .keyboard(keyboard)
        case .hid(let rule): .hid(rule)
        case .serial, .tcp, .udp, .bus: .serial(serialDevice)
        }
    }

    /// The serial line of this input. Every other connection has none, and its name opens nothing.
    var serialDevice: SerialDevice {
        guard case .serial(let line) = connection else { return SerialDevice(path: connection.name) }
        return SerialDevice(path: line.path, settings: SerialSettings(line))
    }
}

extension SerialSettings {
    fileprivate init(_ line: SerialLineSettings) {
        self.init(
            baud: Baud(rawValue: UInt32(clamping: line.baud)) ?? .b9600,
            dataBits: line.dataBits == 7 ? .seven : .eight,
            parity: Parity(rawValue: line.parity.rawValue) ?? .none,
            stopBits: line.stopBits == 2 ? .two : .one
        )
    }
}
