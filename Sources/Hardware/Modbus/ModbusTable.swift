/// One of the four tables of a Modbus device, by the function that reads it.
///
/// Source: MODBUS Application Protocol Specification V1.1b3, §4.3 and §6.1–6.4.
package enum ModbusTable: UInt8, CaseIterable, Sendable {
    case coils = 1
    case discreteInputs = 2
    case holdingRegisters = 3
    case inputRegisters = 4

    /// Whether an entry is one bit and no register of 16.
    package var isOfBits: Bool { self == .coils || self == .discreteInputs }

    /// The most entries that one request may ask for.
    package var limit: UInt16 { isOfBits ? 2_000 : 125 }
}
