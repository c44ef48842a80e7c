/// Reads numbers out of hostile text without allocating.
enum DecimalField {
    /// A number such as `-12.345`, or `nil` for anything else. Digits beyond the eighteenth are dropped from a fraction
    /// and refused in a whole part.
    static func parse(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Double? {
        var index = range.lowerBound
        var isNegative = false
        if index < range.upperBound, bytes[index] == UInt8(ascii: "-") {
            isNegative = true
            index += 1
        }
        var mantissa: UInt64 = 0
        var (digits, scale) = (0, 0)
        var hasPoint = false
        var hasDigit = false
        while index < range.upperBound {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
                continue
            }
            guard let digit = digit(byte) else { return nil }
            hasDigit = true
            if digits == 18 {
                if hasPoint { continue }
                return nil
            }
            mantissa = mantissa * 10 + UInt64(digit)
            if mantissa > 0 { digits += 1 }
            if hasPoint { scale += 1 }
            if scale > 18 { return nil }
        }
        guard hasDigit else { return nil }
        let value = Double(mantissa) / powers[scale]
        return isNegative ? -value : value
    }

    /// A run of digits only, at most nine.
    static func integer(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        guard (1...9).contains(range.count) else { return nil }
        var value = 0
        for index in range {
            guard let digit = digit(bytes[index]) else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    static func digit(_ byte: UInt8) -> Int? {
        (0x30...0x39).contains(byte) ? Int(byte) - 0x30 : nil
    }

    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    ]
}
