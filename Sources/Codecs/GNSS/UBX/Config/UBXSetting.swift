/// A configuration item and its value.
package struct UBXSetting: Sendable, Hashable {
    package let key: UBXConfigKey
    /// The value's bytes, little-endian, the missing ones zero; never wider than the key says.
    package let bits: UInt64

    /// - Returns: `nil` for a key of no size, and for a value that does not fit.
    package init?(key: UBXConfigKey, bits: UInt64) {
        guard let count = key.byteCount, count == 8 || bits >> UInt64(8 * count) == 0 else { return nil }
        guard !key.isBit || bits <= 1 else { return nil }
        self.key = key
        self.bits = bits
    }

    /// A signed value, in two's complement of the key's width.
    package init?(key: UBXConfigKey, signed value: Int64) {
        guard let count = key.byteCount, !key.isBit else { return nil }
        let limit = Int64.max >> Int64(64 - 8 * count)
        guard (-limit - 1...limit).contains(value) else { return nil }
        let mask = UInt64.max >> UInt64(64 - 8 * count)
        self.init(key: key, bits: UInt64(bitPattern: value) & mask)
    }

    /// A real value in four or eight bytes.
    package init?(key: UBXConfigKey, real value: Double) {
        switch key.byteCount {
        case 4: self.init(key: key, bits: UInt64(Float(value).bitPattern))
        case 8: self.init(key: key, bits: value.bitPattern)
        default: return nil
        }
    }

    /// The value as a signed number of the key's width.
    package var signed: Int64 {
        let shift = Int64(64 - 8 * (key.byteCount ?? 8))
        return Int64(bitPattern: bits << UInt64(shift)) >> shift
    }

    /// The value as a real number.
    package var real: Double {
        key.byteCount == 4
            ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))) : Double(bitPattern: bits)
    }
}
