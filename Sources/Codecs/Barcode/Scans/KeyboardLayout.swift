/// What becomes of a scan when a scanner types key codes of one keyboard into a host that is set to another.
///
/// Source: the keyboard tables of ISO/IEC 9995 national variants as in xkeyboard-config: `us`, `se`, `de`; dead keys compose as
/// in the X11 compose table.
package enum KeyboardLayout: String, Sendable, CaseIterable {
    /// The scanner types American, the host reads Swedish.
    case americanOnSwedish = "us->se"
    case americanOnGerman = "us->de"
    case swedishOnAmerican = "se->us"
    case germanOnAmerican = "de->us"

    /// What the host shows for a character that the scanner meant; itself where both keyboards agree.
    package func seen(_ meant: Unicode.Scalar) -> Unicode.Scalar {
        pairs.first { $0.meant == meant }?.seen ?? meant
    }

    /// What the scanner meant by a character that the host shows; `nil` where the scanner has no key for it.
    package func meant(_ seen: Unicode.Scalar) -> Unicode.Scalar? {
        if let pair = pairs.first(where: { $0.seen == seen }) { return pair.meant }
        return seen.isASCII && !pairs.contains { $0.meant == seen } ? seen : nil
    }

    /// Takes a letter apart that a dead key made of two characters; both as the host shows them.
    package func decomposed(_ letter: Unicode.Scalar) -> (dead: Unicode.Scalar, base: Unicode.Scalar)? {
        guard self == .americanOnSwedish || self == .americanOnGerman,
            let found = DeadKeys.letters.first(where: { $0.letter == letter }),
            self == .americanOnSwedish || found.dead != DeadKeys.diaeresis
        else { return nil }
        return (found.dead, found.base)
    }

    private struct Pair {
        let meant: Unicode.Scalar
        let seen: Unicode.Scalar
    }

    private var pairs: [Pair] {
        switch self {
        case .americanOnSwedish: Self.swedish
        case .americanOnGerman: Self.german
        case .swedishOnAmerican: Self.swedishBack
        case .germanOnAmerican: Self.germanBack
        }
    }

    private static let swedish = pairs(
        "-_=+[{]};:'\"\\|`~<>/?@$^&*()",
        "+?´`åÅ¨^öÖäÄ'*§½;:-_\"¤&/()="
    )
    private static let german = pairs(
        "-_=+[{]};:'\"\\|`~<>/?@#^&*()yzYZ",
        "ß?´`üÜ+*öÖäÄ#'^°;:-_\"§&/()=zyZY"
    )
    private static let swedishBack = swedish.compactMap(reversed)
    private static let germanBack = german.compactMap(reversed)

    /// The other way only what stays ASCII is of use: no symbology carries more.
    private static func reversed(_ pair: Pair) -> Pair? {
        pair.seen.isASCII ? Pair(meant: pair.seen, seen: pair.meant) : nil
    }

    private static func pairs(_ meant: String, _ seen: String) -> [Pair] {
        zip(meant.unicodeScalars, seen.unicodeScalars).map { Pair(meant: $0, seen: $1) }
    }
}

/// The letters that a dead key and the key after it make together.
private enum DeadKeys {
    static let diaeresis: Unicode.Scalar = "¨"

    struct Letter {
        let letter: Unicode.Scalar
        let dead: Unicode.Scalar
        let base: Unicode.Scalar
    }

    static let letters =
        letters("¨", "AEIOUYHWXaeiouyhwxt", "ÄËÏÖÜŸḦẄẌäëïöüÿḧẅẍẗ")
        + letters("´", "ACEGIKLMNOPRSUWYZacegiklmnoprsuwyz", "ÁĆÉǴÍḰĹḾŃÓṔŔŚÚẂÝŹáćéǵíḱĺḿńóṕŕśúẃýź")
        + letters("`", "AEINOUWYaeinouwy", "ÀÈÌǸÒÙẀỲàèìǹòùẁỳ")
        + letters("^", "0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

    private static func letters(_ dead: Unicode.Scalar, _ bases: String, _ made: String) -> [Letter] {
        zip(bases.unicodeScalars, made.unicodeScalars).map { Letter(letter: $1, dead: dead, base: $0) }
    }
}
