package import LinuxIO

/// What carries a Modbus bus.
package enum ModbusLine: Sendable, Equatable {
    case serial(ModbusSerialLine)
    /// A device or gateway that speaks Modbus TCP.
    case tcp(NetworkAddress)
}
