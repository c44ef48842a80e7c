/// What the code `gg` of ISBT 128 data structure 002 says.
///
/// Source: ICCBBA ST-001 v6.2.2, table 4 [RT005] and table 5 [RT006]. A group with an intended use lies at a fixed distance from the
/// same group without: from -4 to 3, in the order of `Use`.
package struct BloodGroup: Sendable, Hashable {
    package var abo: ABO
    package var rhD: RhD
    package var use: Use
    /// A message in place of a group, in which case the group is unknown.
    package var message: Message?

    package enum ABO: Sendable, CaseIterable {
        case unknown
        case o
        case a
        case b
        case ab
        case a1
        case a2
        case a1B
        case a2B
        case bombay
        case paraBombay
        case oParaBombay
        case aParaBombay
        case bParaBombay
        case abParaBombay
        case pooled
    }

    package enum RhD: Sendable, CaseIterable {
        case unknown
        case negative
        case positive
        case pooled
    }

    /// The distance from the code without an intended use.
    package enum Use: Int, Sendable, CaseIterable {
        case directed = -4
        case emergency = -3
        case directedBiohazard = -2
        case directedCrossover = -1
        case unspecified = 0
        case autologousCrossover = 1
        case autologous = 2
        case autologousBiohazard = 3
    }

    package enum Message: Sendable, CaseIterable {
        case noInformation
        case autologous
        case biohazard
        case discard
        case fractionation
        case quarantine
        case research
        case notForTransfusion
        case tissueAutologousQuarantine
        case tissueSeeOuterPackaging
        case tissueMustBeSterilised
    }

    /// Returns `nil` for a code that the tables do not have.
    package init?(_ first: UInt8, _ second: UInt8) {
        abo = .unknown
        rhD = .unknown
        use = .unspecified
        if let digit = DecimalField.digit(second) {
            if let tens = DecimalField.digit(first) {
                guard decodeNumber(tens * 10 + digit) else { return nil }
            } else {
                guard digit == 0 ? decodePool(first) : decodeLetter(first, digit) else { return nil }
            }
        } else {
            guard first == UInt8(ascii: "M"), decodeMessage(second) else { return nil }
        }
    }

    private mutating func decodeNumber(_ value: Int) -> Bool {
        switch value {
        case 0: message = .noInformation
        case 55: abo = .o
        case 66: abo = .a
        case 77: abo = .b
        case 88: abo = .ab
        case 91...98: (abo, rhD, use) = (.o, .negative, Self.use(value - 95))
        case 47...54: (abo, rhD, use) = (.o, .positive, Self.use(value - 51))
        case 2...9: (abo, rhD, use) = (.a, .negative, Self.use(value - 6))
        case 58...65: (abo, rhD, use) = (.a, .positive, Self.use(value - 62))
        case 13...20: (abo, rhD, use) = (.b, .negative, Self.use(value - 17))
        case 69...76: (abo, rhD, use) = (.b, .positive, Self.use(value - 73))
        case 24...31: (abo, rhD, use) = (.ab, .negative, Self.use(value - 28))
        case 80...87: (abo, rhD, use) = (.ab, .positive, Self.use(value - 84))
        default: return false
        }
        return true
    }

    /// Codes of a letter and 2...9; 6 is the one without an intended use, which O, A, B and AB have as a number.
    private mutating func decodeLetter(_ letter: UInt8, _ digit: Int) -> Bool {
        if letter == UInt8(ascii: "T") { return decodeTissue(digit) }
        guard digit >= 2 else { return false }
        use = Self.use(digit - 6)
        switch letter {
        case UInt8(ascii: "P"): abo = .o
        case UInt8(ascii: "A"): abo = .a
        case UInt8(ascii: "B"): abo = .b
        case UInt8(ascii: "C"): abo = .ab
        case UInt8(ascii: "D"): (abo, rhD) = (.paraBombay, .negative)
        case UInt8(ascii: "E"): (abo, rhD) = (.paraBombay, .positive)
        case UInt8(ascii: "G"): (abo, rhD) = (.bombay, .negative)
        case UInt8(ascii: "H"): (abo, rhD) = (.bombay, .positive)
        case UInt8(ascii: "I"): (abo, rhD) = (.oParaBombay, .negative)
        case UInt8(ascii: "J"): (abo, rhD) = (.oParaBombay, .positive)
        case UInt8(ascii: "K"): (abo, rhD) = (.aParaBombay, .negative)
        case UInt8(ascii: "L"): (abo, rhD) = (.bParaBombay, .negative)
        case UInt8(ascii: "M"): (abo, rhD) = (.abParaBombay, .negative)
        case UInt8(ascii: "N"): (abo, rhD) = (.aParaBombay, .positive)
        case UInt8(ascii: "O"): (abo, rhD) = (.bParaBombay, .positive)
        case UInt8(ascii: "Q"): (abo, rhD) = (.abParaBombay, .positive)
        default: return false
        }
        return digit != 6 || rhD != .unknown
    }

    private mutating func decodePool(_ letter: UInt8) -> Bool {
        switch letter {
        case UInt8(ascii: "A"): (abo, rhD) = (.a, .pooled)
        case UInt8(ascii: "B"): (abo, rhD) = (.b, .pooled)
        case UInt8(ascii: "C"): (abo, rhD) = (.ab, .pooled)
        case UInt8(ascii: "D"): (abo, rhD) = (.o, .pooled)
        case UInt8(ascii: "E"): (abo, rhD) = (.pooled, .positive)
        case UInt8(ascii: "F"): (abo, rhD) = (.pooled, .negative)
        case UInt8(ascii: "G"): (abo, rhD) = (.pooled, .pooled)
        case UInt8(ascii: "H"): abo = .pooled
        case UInt8(ascii: "I"): abo = .a1
        case UInt8(ascii: "J"): abo = .a2
        case UInt8(ascii: "K"): abo = .a1B
        case UInt8(ascii: "L"): abo = .a2B
        default: return false
        }
        return true
    }

    private mutating func decodeTissue(_ digit: Int) -> Bool {
        switch digit {
        case 1: rhD = .positive
        case 2: rhD = .negative
        case 3: break
        case 4: message = .tissueAutologousQuarantine
        case 5: message = .tissueSeeOuterPackaging
        case 6: message = .tissueMustBeSterilised
        default: return false
        }
        return true
    }

    private mutating func decodeMessage(_ second: UInt8) -> Bool {
        switch second {
        case UInt8(ascii: "a"): message = .autologous
        case UInt8(ascii: "b"): message = .biohazard
        case UInt8(ascii: "d"): message = .discard
        case UInt8(ascii: "f"): message = .fractionation
        case UInt8(ascii: "q"): message = .quarantine
        case UInt8(ascii: "r"): message = .research
        case UInt8(ascii: "x"): message = .notForTransfusion
        default: return false
        }
        return true
    }

    private static func use(_ distance: Int) -> Use { Use(rawValue: distance) ?? .unspecified }
}
