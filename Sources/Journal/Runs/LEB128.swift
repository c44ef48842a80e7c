extension [UInt8] {
    /// Seven bits a byte, least significant first; the high bit says that more follow.
    mutating func append(leb128 value: UInt64) {
        var value = value
        while value > 0x7F {
            append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        append(UInt8(truncatingIfNeeded: value))
    }
}

extension ArraySlice<UInt8> {
    /// Takes a number from the front; `nil` when it is cut off or does not fit 64 bits.
    mutating func takeLEB128() -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while let byte = popFirst() {
            guard shift < 63 || byte <= 1 else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
            shift += 7
        }
        return nil
    }
}
