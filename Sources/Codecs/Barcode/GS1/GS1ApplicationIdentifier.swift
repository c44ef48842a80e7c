/// The application identifiers that are read.
///
/// Source: GS1 General Specifications, §3.2 (formats) and figure 7.8.5-2 (identifiers of predefined length, after which
/// no separator is needed).
enum GS1ApplicationIdentifier: String, CaseIterable {
    case sscc = "00"
    case gtin = "01"
    case lot = "10"
    case production = "11"
    case expiry = "17"
    case serial = "21"
    case count = "37"
    case location = "414"
    /// The number of a person who receives a service: never read out.
    case recipient = "8018"

    var lengths: ClosedRange<Int> {
        switch self {
        case .sscc, .recipient: 18...18
        case .gtin: 14...14
        case .lot, .serial: 1...20
        case .production, .expiry: 6...6
        case .count: 1...8
        case .location: 13...13
        }
    }

    var isPredefinedLength: Bool {
        switch self {
        case .sscc, .gtin, .production, .expiry, .location: true
        case .lot, .serial, .count, .recipient: false
        }
    }

    var isNumeric: Bool { self != .lot && self != .serial }

    var hasCheckDigit: Bool {
        switch self {
        case .sscc, .gtin, .location, .recipient: true
        default: false
        }
    }

    /// Finds the identifier at the start of the range.
    init?(_ bytes: Span<UInt8>, at start: Int, before end: Int) {
        for candidate in Self.allCases {
            let code = candidate.rawValue.utf8
            if start + code.count <= end,
                code.enumerated().allSatisfy({ bytes[start + $0.offset] == $0.element })
            {
                self = candidate
                return
            }
        }
        return nil
    }
}
