/// How bytes travel on a serial line.
package struct SerialSettings: Sendable, Hashable {
    package var baud: Baud
    package var dataBits: DataBits
    package var parity: Parity
    package var stopBits: StopBits
    /// RTS/CTS.
    package var hasHardwareFlowControl: Bool

    package enum Baud: UInt32, CaseIterable, Sendable {
        case b1200 = 1_200
        case b2400 = 2_400
        case b4800 = 4_800
        case b9600 = 9_600
        case b19200 = 19_200
        case b38400 = 38_400
        case b57600 = 57_600
        case b115200 = 115_200
        case b230400 = 230_400
        case b460800 = 460_800
        case b921600 = 921_600
    }

    package enum DataBits: UInt8, CaseIterable, Sendable {
        case seven = 7
        case eight = 8
    }

    package enum Parity: String, CaseIterable, Sendable {
        case none
        case even
        case odd
    }

    package enum StopBits: UInt8, CaseIterable, Sendable {
        case one = 1
        case two = 2
    }

    package init(
        baud: Baud = .b9600,
        dataBits: DataBits = .eight,
        parity: Parity = .none,
        stopBits: StopBits = .one,
        hasHardwareFlowControl: Bool = false
    ) {
        self.baud = baud
        self.dataBits = dataBits
        self.parity = parity
        self.stopBits = stopBits
        self.hasHardwareFlowControl = hasHardwareFlowControl
    }
}
