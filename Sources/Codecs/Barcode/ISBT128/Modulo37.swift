/// The modulo 37-2 check of ISBT 128.
///
/// Source: ISO/IEC 7064 (pure system, modulus 37, radix 2); ICCBBA ST-001 v6.2.2, appendix A.
package enum Modulo37 {
    /// 0...36 over digits, capitals and `*`; `nil` when another byte is among them.
    package static func check(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var sum = 0
        for index in range {
            guard let value = value(bytes[index]) else { return nil }
            sum = (sum + value) * 2 % 37
        }
        return (38 - sum) % 37
    }

    /// The character of a check value: `0`...`9`, `A`...`Z`, `*` for 36.
    package static func character(_ value: Int) -> UInt8 {
        switch value {
        case 0...9: UInt8(truncatingIfNeeded: 0x30 + value)
        case 10...35: UInt8(truncatingIfNeeded: 0x41 + value - 10)
        default: UInt8(ascii: "*")
        }
    }

    private static func value(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30
        case 0x41...0x5A: Int(byte) - 0x41 + 10
        case UInt8(ascii: "*"): 36
        default: nil
        }
    }
}
