/// The figures typed while Alt is down, which name a character when Alt comes up.
///
/// As on Windows: below 128 ISO/IEC 646; from 128 the code page 1252 when the number begins with 0, else the code page 437; from 256
/// Unicode. Control characters are themselves here, because GS is what scanners type this way.
struct AltCode: Sendable, Equatable {
    /// No character needs more figures.
    private static let maximumDigits = 7

    private var value: UInt32 = 0
    private var digits = 0
    private var beginsWithZero = false

    var isEmpty: Bool { digits == 0 }

    /// Takes a figure 0...9.
    mutating func append(_ digit: UInt8) {
        guard digits < Self.maximumDigits else {
            digits = Self.maximumDigits + 1
            return
        }
        if digits == 0 { beginsWithZero = digit == 0 }
        digits += 1
        value = value * 10 + UInt32(digit)
    }

    /// `nil` for a number that names none.
    var scalar: Unicode.Scalar? {
        guard (1...Self.maximumDigits).contains(digits) else { return nil }
        guard (128...255).contains(value) else { return Unicode.Scalar(value) }
        if !beginsWithZero { return Self.codePage437[Int(value) - 128] }
        return value < 160 ? Self.codePage1252[Int(value) - 128] : Unicode.Scalar(value)
    }

    /// From 128; where the page has a hole, the control character of Latin 1 stands.
    private static let codePage1252 = Array(
        "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ".unicodeScalars
    )
    private static let codePage437 = Array(
        ("ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐"
            + "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}")
            .unicodeScalars
    )
}
