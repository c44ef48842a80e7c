/// Which character stands on which key of a keyboard.
///
/// Keys are the codes of Linux's `input-event-codes.h`, which name places: 16 is the key right of TAB whatever it prints. Source of the
/// national levels: the layouts `us`, `se` and `de` of xkeyboard-config, which follow ANSI INCITS 154, SS 662241 and DIN 2137 T1.
package enum KeyMap: String, Sendable, CaseIterable {
    case american = "us"
    case swedish = "se"
    case german = "de"

    package enum Level: Int, Sendable, CaseIterable {
        case plain
        case shift
        /// With AltGr, or Ctrl and Alt together.
        case third
    }

    /// The character of a key of the typewriter part, the space bar or the numeric keypad; `nil` for every other key.
    ///
    /// The keypad counts as figures whatever Num Lock says: no scanner moves a cursor.
    package func character(_ key: UInt16, _ level: Level) -> Unicode.Scalar? {
        if let place = Self.place(key) { return levels[level.rawValue][place] }
        if level == .third { return nil }
        if key == Key.space { return " " }
        if key == Key.keypadDecimal { return self == .american ? "." : "," }
        return Self.keypad.first { $0.key == key }?.scalar
    }

    /// Whether Caps Lock reaches the key: it carries a letter in both cases.
    package func isLetter(_ key: UInt16) -> Bool {
        guard let small = character(key, .plain), let capital = character(key, .shift) else { return false }
        return small.properties.isAlphabetic && capital.properties.isAlphabetic && small != capital
    }

    /// Whether a character waits for the next key, as accents do; with the space bar it stands alone.
    package func isDead(_ scalar: Unicode.Scalar) -> Bool {
        switch self {
        case .american: false
        case .swedish: "´`¨^~".unicodeScalars.contains(scalar)
        case .german: "´`^".unicodeScalars.contains(scalar)
        }
    }

    /// Whether AltGr is more than a second Alt.
    package var hasThirdLevel: Bool { self != .american }

    /// The figure of a key of the keypad.
    package static func keypadDigit(_ key: UInt16) -> UInt8? {
        guard let scalar = keypad.first(where: { $0.key == key })?.scalar,
            let digit = UInt8(exactly: scalar.value), (0x30...0x39).contains(digit)
        else { return nil }
        return digit - 0x30
    }

    private var levels: [[Unicode.Scalar?]] {
        switch self {
        case .american: Self.americanLevels
        case .swedish: Self.swedishLevels
        case .german: Self.germanLevels
        }
    }

    /// Where a key stands in the rows below: 41 and 2...13, 16...27, 30...40 and 43, 86 and 44...53.
    private static func place(_ key: UInt16) -> Int? {
        switch key {
        case 41: 0
        case 2...13: Int(key) - 1
        case 16...27: Int(key) - 3
        case 30...40: Int(key) - 5
        case 43: 36
        case 86: 37
        case 44...53: Int(key) - 6
        default: nil
        }
    }

    private static let americanLevels = levels(
        ["`1234567890-=", "qwertyuiop[]", "asdfghjkl;'\\", "<zxcvbnm,./"],
        ["~!@#$%^&*()_+", "QWERTYUIOP{}", "ASDFGHJKL:\"|", ">ZXCVBNM<>?"],
        []
    )
    private static let swedishLevels = levels(
        ["§1234567890+´", "qwertyuiopå¨", "asdfghjklöä'", "<zxcvbnm,.-"],
        ["½!\"#¤%&/()=?`", "QWERTYUIOPÅ^", "ASDFGHJKLÖÄ*", ">ZXCVBNM;:_"],
        ["  @£$€ {[]}\\ ", "  €        ~", "            ", "|      µ   "]
    )
    private static let germanLevels = levels(
        ["^1234567890ß´", "qwertzuiopü+", "asdfghjklöä#", "<yxcvbnm,.-"],
        ["°!\"§$%&/()=?`", "QWERTZUIOPÜ*", "ASDFGHJKLÖÄ'", ">YXCVBNM;:_"],
        ["  ²³   {[]}\\ ", "@ €        ~", "            ", "|      µ   "]
    )
    private static let keypad: [(key: UInt16, scalar: Unicode.Scalar)] = [
        (71, "7"), (72, "8"), (73, "9"), (74, "-"), (75, "4"), (76, "5"), (77, "6"), (78, "+"), (79, "1"),
        (80, "2"), (81, "3"), (82, "0"), (55, "*"), (98, "/"), (117, "="), (121, ","),
    ]

    private static func levels(_ rows: [String]...) -> [[Unicode.Scalar?]] {
        rows.map { rows in
            let scalars: [Unicode.Scalar?] = rows.joined().unicodeScalars.map { $0 == " " ? nil : $0 }
            return scalars + [Unicode.Scalar?](repeating: nil, count: 48 - scalars.count)
        }
    }
}
