import Codecs
import Testing

@Suite struct KeyMapTests {
    /// Key, alone, with Shift, with AltGr; as the keys of the national keyboards are printed.
    typealias Row = (key: UInt16, plain: String, shift: String, third: String?)

    private static let swedish: [Row] = [
        (41, "§", "½", nil), (2, "1", "!", nil), (3, "2", "\"", "@"), (4, "3", "#", "£"), (5, "4", "¤", "$"),
        (6, "5", "%", "€"), (7, "6", "&", nil), (8, "7", "/", "{"), (9, "8", "(", "["), (10, "9", ")", "]"),
        (11, "0", "=", "}"), (12, "+", "?", "\\"), (13, "´", "`", nil), (16, "q", "Q", nil),
        (18, "e", "E", "€"), (21, "y", "Y", nil), (26, "å", "Å", nil), (27, "¨", "^", "~"),
        (39, "ö", "Ö", nil), (40, "ä", "Ä", nil), (43, "'", "*", nil), (86, "<", ">", "|"),
        (44, "z", "Z", nil), (51, ",", ";", nil), (52, ".", ":", nil), (53, "-", "_", nil),
    ]
    private static let german: [Row] = [
        (41, "^", "°", nil), (2, "1", "!", nil), (3, "2", "\"", "²"), (4, "3", "§", "³"), (5, "4", "$", nil),
        (6, "5", "%", nil), (7, "6", "&", nil), (8, "7", "/", "{"), (9, "8", "(", "["), (10, "9", ")", "]"),
        (11, "0", "=", "}"), (12, "ß", "?", "\\"), (13, "´", "`", nil), (16, "q", "Q", "@"),
        (18, "e", "E", "€"), (21, "z", "Z", nil), (26, "ü", "Ü", nil), (27, "+", "*", "~"),
        (39, "ö", "Ö", nil), (40, "ä", "Ä", nil), (43, "#", "'", nil), (86, "<", ">", "|"),
        (44, "y", "Y", nil), (50, "m", "M", "µ"), (51, ",", ";", nil), (52, ".", ":", nil),
        (53, "-", "_", nil),
    ]
    private static let american: [Row] = [
        (41, "`", "~", nil), (2, "1", "!", nil), (3, "2", "@", nil), (4, "3", "#", nil), (5, "4", "$", nil),
        (6, "5", "%", nil), (7, "6", "^", nil), (8, "7", "&", nil), (9, "8", "*", nil), (10, "9", "(", nil),
        (11, "0", ")", nil), (12, "-", "_", nil), (13, "=", "+", nil), (16, "q", "Q", nil),
        (21, "y", "Y", nil), (25, "p", "P", nil), (26, "[", "{", nil), (27, "]", "}", nil),
        (30, "a", "A", nil), (38, "l", "L", nil), (39, ";", ":", nil), (40, "'", "\"", nil),
        (43, "\\", "|", nil), (44, "z", "Z", nil), (50, "m", "M", nil), (51, ",", "<", nil),
        (52, ".", ">", nil), (53, "/", "?", nil),
    ]

    @Test(arguments: KeyMap.allCases) func `every key prints what stands on it`(_ map: KeyMap) {
        let rows =
            switch map {
            case .american: Self.american
            case .swedish: Self.swedish
            case .german: Self.german
            }
        for row in rows {
            #expect(map.character(row.key, .plain).map(String.init) == row.plain)
            #expect(map.character(row.key, .shift).map(String.init) == row.shift)
            #expect(map.character(row.key, .third).map(String.init) == row.third, "key \(row.key)")
        }
    }

    @Test(arguments: KeyMap.allCases) func `letters stand where they stand everywhere but for Y and Z`(
        _ map: KeyMap
    ) {
        let places: [(first: UInt16, letters: String)] = [
            (16, "qwertyuiop"), (30, "asdfghjkl"), (44, "zxcvbnm"),
        ]
        for (first, letters) in places {
            for (offset, letter) in letters.unicodeScalars.enumerated() {
                let swapped: Unicode.Scalar = letter == "y" ? "z" : letter == "z" ? "y" : letter
                let key = first + UInt16(offset)
                #expect(map.character(key, .plain) == (map == .german ? swapped : letter))
                #expect(map.isLetter(key))
            }
        }
    }

    @Test(arguments: KeyMap.allCases) func `all of printable ASCII can be typed`(_ map: KeyMap) {
        let typist = Typist(map)
        for value: UInt8 in 0x20...0x7E {
            #expect(typist.press(for: Unicode.Scalar(value)) != nil, "\(value)")
        }
    }

    @Test(arguments: KeyMap.allCases) func `the keypad counts, and no other key prints`(_ map: KeyMap) {
        let keys: [UInt16] = [82, 79, 80, 81, 75, 76, 77, 71, 72, 73]
        for (digit, key) in keys.enumerated() {
            #expect(map.character(key, .plain).map(String.init) == String(digit))
            #expect(map.character(key, .shift).map(String.init) == String(digit))
            #expect(KeyMap.keypadDigit(key) == UInt8(digit))
        }
        for key: UInt16 in [
            0, 1, 14, 15, 28, 29, 42, 54, 56, 58, 59, 69, 70, 84, 85, 96, 97, 100, 111, 240, 0x110, .max,
        ] {
            for level in KeyMap.Level.allCases { #expect(map.character(key, level) == nil, "key \(key)") }
            #expect(!map.isLetter(key))
        }
    }
}
