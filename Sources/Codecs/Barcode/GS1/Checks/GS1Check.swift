import FieldModel

/// What the characters of one component must say beyond being in their set.
///
/// Source: GS1 General Specifications, section 3 (the paragraph of each application identifier).
enum GS1Check: UInt8, Sendable {
    case none
    /// The last digit is a modulo 10 check digit (section 7.9.1).
    case checkDigit
    /// Begins with a GS1 Company Prefix, of at least four digits.
    case prefix
    /// Ends in a check character pair (section 7.9.5) and begins with a company prefix.
    case model
    /// Like `model`, and has something else than digits.
    case device
    /// `YYMMDD`, where day 00 is the last of the month.
    case dayOrMonth
    /// `YYMMDD`.
    case day
    /// `YYYYMMDD`.
    case longDay
    case hour
    case minute
    /// `HHMM`.
    case hourMinute
    /// ISO 3166-1 numeric.
    case country
    /// ISO 3166-1 numeric, or 999 for several.
    case countryOrMany
    /// ISO 3166-1 alpha-2.
    case countryLetters
    /// ISO 4217 numeric.
    case currency
    /// ISO 13616.
    case iban
    /// 0, 1 or 9.
    case winding
    case zero
    case nonzero
    case noLeadingZero
    case yesNo
    /// Two digits of the piece, two of the total.
    case pieceOfTotal
    /// `1/2`.
    case position
    /// Percent-encoding of RFC 3986.
    case percent
    case importer
    /// Ten digits: 0.0000001° from the south pole.
    case latitude
    /// Ten digits: 0.0000001° from the 180th meridian, eastwards.
    case longitude
    case mediaType
    /// ISO/IEC 5218.
    case sex
    /// UN/ECE Recommendation 21 with the codes that GS1 added.
    case packageType
    case hyphen
    /// North American coupon code.
    case coupon
    /// North American positive offer file.
    case offer

    /// Checks a range that is not empty and whose characters are in the component's set.
    func run(_ bytes: Span<UInt8>, _ range: Range<Int>, _ century: GS1Century) throws(GS1Fault) {
        switch self {
        case .none: return
        case .checkDigit:
            guard CheckDigit.isLastGS1(bytes, range) else {
                throw GS1Fault(reason: .checkDigit, index: range.upperBound - 1)
            }
        case .prefix: try Self.companyPrefix(bytes, range)
        case .model, .device: try checkModel(bytes, range)
        case .dayOrMonth, .day, .longDay, .hour, .minute, .hourMinute:
            try checkTime(bytes, range, century)
        case .coupon: try GS1Coupon.check(bytes, range, century)
        case .offer: try GS1Coupon.checkOffer(bytes, range)
        case .iban: try IBAN.check(bytes, range)
        case .percent: try Self.percent(bytes, range)
        case .pieceOfTotal: try Self.pieceOfTotal(bytes, range)
        case .position: try Self.position(bytes, range)
        default:
            guard isListed(bytes, range) else {
                throw GS1Fault(reason: .content, index: range.lowerBound)
            }
        }
    }
}
