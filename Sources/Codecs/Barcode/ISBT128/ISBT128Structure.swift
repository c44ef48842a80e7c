/// One data structure of ISBT 128: its number, its data identifier and the shape of its content.
///
/// Source: ICCBBA ST-001 v6.2.2, table 2 and §2.4. The shape has a letter for each character of the content:
///
/// | letter | characters |
/// |---|---|
/// | `d` | 0–9 |
/// | `U` | A–Z |
/// | `A` | A–Z, 0–9 |
/// | `x` | A–Z, a–z, 0–9 |
/// | `F` | A–N, P–Z, 1–9: first of a facility |
/// | `p` | A–N, P–Z, 0–9: of a facility |
/// | `f` | 0–9, A–H, J–N, P, R–Y: flags |
struct ISBT128Structure {
    /// 1...40; 0 for a structure that a nation or facility defined, whose length nobody else knows.
    let number: UInt16
    /// Bytes in front of the content. The second identifier character of 001 is content too.
    let identifierCount: Int
    /// The content, or its fixed head for the structures that say their own length.
    let shape: StaticString

    /// Finds the structure by the identifier at an offset that is within the bytes; `nil` for no known one.
    init?(_ bytes: Span<UInt8>, at index: Int) {
        guard index + 1 < bytes.count else { return nil }
        let second = bytes[index + 1]
        switch bytes[index] {
        case UInt8(ascii: "="): self.init(equals: second)
        case UInt8(ascii: "&") where second == UInt8(ascii: ","):
            guard index + 2 < bytes.count else { return nil }
            self.init(comma: bytes[index + 2])
        case UInt8(ascii: "&"): self.init(ampersand: second)
        default: return nil
        }
    }

    private init(_ number: UInt16, _ shape: StaticString, identifierCount: Int = 2) {
        self.number = number
        self.shape = shape
        self.identifierCount = identifierCount
    }

    private init?(equals second: UInt8) {
        switch second {
        case UInt8(ascii: "%"): self.init(2, "xxAA")
        case UInt8(ascii: "<"): self.init(3, "UAAAAxxx")
        case UInt8(ascii: ">"): self.init(4, "dddddd")
        case UInt8(ascii: "*"): self.init(6, "dddddd")
        case UInt8(ascii: "}"): self.init(8, "dddddd")
        case UInt8(ascii: "{"): self.init(11, "dddddddddddddddddd")
        case UInt8(ascii: "\\"): self.init(12, "dddddddddddddddddd")
        case UInt8(ascii: "["): self.init(15, "dddddddddddddddddd")
        case UInt8(ascii: "\""): self.init(16, "dddddddddddddddddd")
        case UInt8(ascii: ")"): self.init(17, "xAAxxxxxxx")
        case UInt8(ascii: ";"): self.init(19, "Fppdddddddddddddddddd")
        case UInt8(ascii: "'"): self.init(20, "FppddAAAAAA")
        case UInt8(ascii: "-"): self.init(21, "AAxxxxxxxx")
        case UInt8(ascii: "+"): self.init(23, "ddddd")
        case UInt8(ascii: "#"): self.init(24, "dddddddddd")
        case UInt8(ascii: "]"): self.init(26, "dddddd")
        case UInt8(ascii: "$"): self.init(28, "Fppddddddddddddd")
        // The time zone is a digit by the standard; labels have letters too.
        case UInt8(ascii: "("): self.init(31, "Addddddddddddddd")
        case UInt8(ascii: ","): self.init(32, "AAAAAA")
        case UInt8(ascii: "/"): self.init(34, "pppppAAAAAAAAAAA")
        default:
            guard Self.accepts(second, UInt8(ascii: "F")) else { return nil }
            self = Self.donation
        }
    }

    private init?(ampersand second: UInt8) {
        switch second {
        case UInt8(ascii: ">"): self.init(5, "dddddddddd")
        case UInt8(ascii: "*"): self.init(7, "dddddddddd")
        case UInt8(ascii: "}"): self.init(9, "dddddddddd")
        case UInt8(ascii: "("): self.init(10, "AAAAA")
        case UInt8(ascii: "\\"): self.init(13, "dddddddddddddddddd")
        case UInt8(ascii: "{"): self.init(14, "dddddddddddddddddd")
        case UInt8(ascii: ")"): self.init(18, "xxxxxxxxxx")
        case UInt8(ascii: "-"): self.init(22, "xxxxxxxxxx")
        case UInt8(ascii: "#"): self.init(25, "dddd")
        case UInt8(ascii: "\""): self.init(27, "dddddddddddddddddd")
        case UInt8(ascii: "$"): self.init(29, "dd")
        case UInt8(ascii: "%"): self.init(30, "ddd")
        case UInt8(ascii: "+"): self.init(33, "pppppAAAAAA")
        case UInt8(ascii: ":"): self.init(39, "ddddAAAAAAAAAAAAAdd")
        case UInt8(ascii: "/"): self.init(40, "UUFppddddAAAAAA")
        case 0x61...0x7A, UInt8(ascii: ";"), UInt8(ascii: "!"): self.init(0, "")
        default: return nil
        }
    }

    private init?(comma third: UInt8) {
        switch third {
        case UInt8(ascii: "1"): self.init(35, "AAAAAAAAAAAAAAAAAA", identifierCount: 3)
        case UInt8(ascii: "2"): self.init(36, "AAAAAAAAAAAAAAAAAA", identifierCount: 3)
        case UInt8(ascii: "3"): self.init(37, "ddddAAAAAAAAAAAAAAA", identifierCount: 3)
        case UInt8(ascii: "4"):
            self.init(38, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", identifierCount: 3)
        default: return nil
        }
    }

    /// 001, which is also typed by hand.
    static let donation = ISBT128Structure(1, "Fppddddddddddff", identifierCount: 1)

    /// The letter of the shape at an offset that is within it.
    func letter(_ offset: Int) -> UInt8 {
        shape.withUTF8Buffer { $0[offset] }
    }

    /// What follows the head: so many segments of so many characters of one class.
    var repetition: (count: Range<Int>, length: Int, letter: UInt8)? {
        switch number {
        case 25: (2..<4, 1, UInt8(ascii: "x"))
        case 29: (0..<2, 14, UInt8(ascii: "d"))
        case 30: (0..<3, 10, UInt8(ascii: "d"))
        default: nil
        }
    }

    /// Whether its content tells of a person: a donor's number, a patient's number or birthday.
    var namesPerson: Bool {
        switch number {
        case 19, 24, 25, 37, 39: true
        default: false
        }
    }

    /// Whether a second one with another content contradicts the first.
    var isUnique: Bool {
        switch number {
        case 1...9, 26, 32, 34, 35: true
        default: false
        }
    }

    static func accepts(_ byte: UInt8, _ letter: UInt8) -> Bool {
        let isDigit = (0x30...0x39).contains(byte)
        let isCapital = (0x41...0x5A).contains(byte)
        switch letter {
        case UInt8(ascii: "d"): return isDigit
        case UInt8(ascii: "U"): return isCapital
        case UInt8(ascii: "A"): return isDigit || isCapital
        case UInt8(ascii: "x"): return isDigit || isCapital || (0x61...0x7A).contains(byte)
        case UInt8(ascii: "F"):
            return isDigit && byte != UInt8(ascii: "0") || isCapital && byte != UInt8(ascii: "O")
        case UInt8(ascii: "p"): return isDigit || isCapital && byte != UInt8(ascii: "O")
        default:
            switch byte {
            case UInt8(ascii: "I"), UInt8(ascii: "O"), UInt8(ascii: "Q"), UInt8(ascii: "Z"): return false
            default: return isDigit || isCapital
            }
        }
    }
}
