/// A line of a u-blox receiver; the numbers are those of CFG-PRT and the order of CFG-MSG and CFG-MSGOUT.
package enum UBXPort: UInt8, CaseIterable, Sendable {
    case i2c = 0
    case uart1 = 1
    case uart2 = 2
    case usb = 3
    case spi = 4

    /// Such as `UART1`.
    package var name: String {
        switch self {
        case .i2c: "I2C"
        case .uart1: "UART1"
        case .uart2: "UART2"
        case .usb: "USB"
        case .spi: "SPI"
        }
    }
}
