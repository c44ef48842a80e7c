/// The check character of Code 39 and of every HIBC symbol.
///
/// Source: ISO/IEC 16388, annex A; ANSI/HIBC 2.6, appendix B. The values of all characters in front of it, the flag `+` included,
/// are added; the sum modulo 43 is the value of the check character.
package enum Modulo43 {
    /// 0...42, or `nil` for a byte outside of the character set of Code 39.
    package static func value(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30
        case 0x41...0x5A: Int(byte) - 0x41 + 10
        case UInt8(ascii: "-"): 36
        case UInt8(ascii: "."): 37
        case UInt8(ascii: " "): 38
        case UInt8(ascii: "$"): 39
        case UInt8(ascii: "/"): 40
        case UInt8(ascii: "+"): 41
        case UInt8(ascii: "%"): 42
        default: nil
        }
    }

    /// The character of a value; `nil` outside of 0...42.
    static func character(_ value: Int) -> UInt8? {
        (0x20...0x5A).first { Modulo43.value($0) == value }
    }

    /// The value of the check character over a part of a text; `nil` when a byte has no value.
    static func check(_ text: borrowing BarcodeText, _ range: Range<Int>) -> Int? {
        var sum = 0
        for index in range {
            guard let value = value(text[index]) else { return nil }
            sum += value
        }
        return sum % 43
    }
}
