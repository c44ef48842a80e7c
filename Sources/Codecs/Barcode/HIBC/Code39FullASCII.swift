/// The pairs by which Code 39 encodes all of ASCII.
///
/// Source: ISO/IEC 16388, annex B. A reader that is set to full ASCII folds a pair that was meant as two characters: `+A` at the
/// head of a HIBC symbol becomes `a`.
enum Code39FullASCII {
    /// The pair that folds to a byte; `nil` for a byte that stands for itself or is outside of ASCII.
    ///
    /// `$`, `%`, `+` and `/` are taken for themselves, although they have pairs too.
    static func pair(_ byte: UInt8) -> (shift: UInt8, letter: UInt8)? {
        switch byte {
        case 0x00: (percent, UInt8(ascii: "U"))
        case 0x01...0x1A: (UInt8(ascii: "$"), byte + 0x40)
        case 0x1B...0x1F: (percent, byte - 0x1B + 0x41)
        case 0x21...0x23, 0x26...0x2A, 0x2C: (slash, byte - 0x21 + 0x41)
        case 0x3A: (slash, UInt8(ascii: "Z"))
        case 0x3B...0x3F: (percent, byte - 0x3B + 0x46)
        case 0x40: (percent, UInt8(ascii: "V"))
        case 0x5B...0x5F: (percent, byte - 0x5B + 0x4B)
        case 0x60: (percent, UInt8(ascii: "W"))
        case 0x61...0x7A: (UInt8(ascii: "+"), byte - 0x20)
        case 0x7B...0x7F: (percent, byte - 0x7B + 0x50)
        default: nil
        }
    }

    private static let percent = UInt8(ascii: "%")
    private static let slash = UInt8(ascii: "/")
}
