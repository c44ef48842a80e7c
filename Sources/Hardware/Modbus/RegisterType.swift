/// How a value lies in its registers.
package enum RegisterType: String, CaseIterable, Sendable {
    /// An entry of a table of bits: 0 or 1.
    case bit
    case int16
    case uint16
    case int32
    case uint32
    case int64
    case uint64
    /// IEEE 754 binary32.
    case float32
    /// IEEE 754 binary64.
    case float64

    /// Registers, or bits of a table of bits.
    package var count: UInt16 {
        switch self {
        case .bit, .int16, .uint16: 1
        case .int32, .uint32, .float32: 2
        case .int64, .uint64, .float64: 4
        }
    }

    /// The number that the bits stand for; not finite where a float is not. Integers beyond 2^53 are rounded.
    package func number(_ bits: UInt64) -> Double {
        switch self {
        case .bit: bits == 0 ? 0 : 1
        case .int16: Double(Int16(truncatingIfNeeded: bits))
        case .uint16: Double(UInt16(truncatingIfNeeded: bits))
        case .int32: Double(Int32(truncatingIfNeeded: bits))
        case .uint32: Double(UInt32(truncatingIfNeeded: bits))
        case .int64: Double(Int64(bitPattern: bits))
        case .uint64: Double(bits)
        case .float32: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
        case .float64: Double(bitPattern: bits)
        }
    }
}
