extension GS1Check {
    /// Whether the component is one of the values that it may have.
    func isListed(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        let first = bytes[range.lowerBound]
        switch self {
        case .country: return ISOCodes.hasCountry(Self.number(bytes, range))
        case .countryOrMany:
            let code = Self.number(bytes, range)
            return code == 999 || ISOCodes.hasCountry(code)
        case .currency: return ISOCodes.hasCurrency(Self.number(bytes, range))
        case .countryLetters:
            return range.count == 2 && ISOCodes.hasCountry(first, bytes[range.lowerBound + 1])
        case .winding: return first == 0x30 || first == 0x31 || first == 0x39
        case .zero: return first == 0x30
        case .yesNo: return first == 0x30 || first == 0x31
        case .sex: return first <= 0x32 || first == 0x39
        case .hyphen: return first == UInt8(ascii: "-")
        case .nonzero: return range.contains { bytes[$0] != 0x30 }
        case .noLeadingZero: return first != 0x30 || range.count == 1
        case .importer: return Self.isImporter(first)
        case .latitude: return Self.number(bytes, range) <= 1_800_000_000
        case .longitude: return Self.number(bytes, range) <= 3_600_000_000
        case .mediaType:
            let code = Self.number(bytes, range)
            return (1...10).contains(code) || code >= 80
        case .packageType: return PackageTypes.contain(bytes, range)
        default: return true
        }
    }

    /// At most ten digits, which were checked to be digits.
    private static func number(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
        var value: UInt64 = 0
        for index in range.prefix(10) { value = value * 10 + UInt64(bytes[index] &- 0x30) }
        return value
    }

    /// Commission Implementing Regulation (EU) 2018/574: a character of file-safe base64.
    private static func isImporter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x2D, 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
        default: false
        }
    }
}
