import FieldModel

/// Walks through the digits of a North American coupon.
///
/// Source: GS1 US, North American Coupon Application Guideline (AI 8110), and Coupon Data Specification for AI 8112. Most
/// fields begin with a digit that says their length.
struct GS1Coupon {
    private let end: Int
    private var index: Int

    private init(_ range: Range<Int>) {
        index = range.lowerBound
        end = range.upperBound
    }

    /// AI 8110.
    static func check(_ bytes: Span<UInt8>, _ range: Range<Int>, _ century: GS1Century) throws(GS1Fault) {
        try GS1Component.n(upTo: 70).checkCharacters(bytes, range)
        var coupon = GS1Coupon(range)
        try coupon.field(bytes, lengths: 0...6, plus: 6)
        try coupon.skip(6)
        try coupon.field(bytes, lengths: 1...5)
        try coupon.purchase(bytes)
        if coupon.takes(bytes, 1) {
            try coupon.digit(bytes, 0...3)
            try coupon.purchase(bytes)
            try coupon.prefixOrNone(bytes)
        }
        if coupon.takes(bytes, 2) {
            try coupon.purchase(bytes)
            try coupon.prefixOrNone(bytes)
        }
        let expiry = coupon.takes(bytes, 3) ? try coupon.day(bytes, century) : nil
        if coupon.takes(bytes, 4) {
            let start = try coupon.day(bytes, century)
            if let expiry, start > expiry { throw coupon.fault }
        }
        if coupon.takes(bytes, 5) { try coupon.field(bytes, lengths: 0...9, plus: 6) }
        if coupon.takes(bytes, 6) { try coupon.field(bytes, lengths: 1...7, plus: 6) }
        if coupon.takes(bytes, 9) { try coupon.rest(bytes) }
        guard coupon.index == coupon.end else { throw coupon.fault }
    }

    /// AI 8112.
    static func checkOffer(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(GS1Fault) {
        try GS1Component.n(upTo: 70).checkCharacters(bytes, range)
        var coupon = GS1Coupon(range)
        try coupon.digit(bytes, 0...1)
        try coupon.field(bytes, lengths: 0...6, plus: 6)
        try coupon.skip(6)
        try coupon.field(bytes, lengths: 0...9, plus: 6)
        guard coupon.index == coupon.end else { throw coupon.fault }
    }

    private var fault: GS1Fault { GS1Fault(reason: .content, index: min(index, end - 1)) }

    private mutating func skip(_ count: Int) throws(GS1Fault) {
        guard end - index >= count else { throw fault }
        index += count
    }

    /// Whether the optional field of this number comes next.
    private mutating func takes(_ bytes: Span<UInt8>, _ number: UInt8) -> Bool {
        guard index < end, bytes[index] == 0x30 + number else { return false }
        index += 1
        return true
    }

    @discardableResult
    private mutating func digit(_ bytes: Span<UInt8>, _ allowed: ClosedRange<Int>) throws(GS1Fault) -> Int {
        guard index < end, allowed.contains(Int(bytes[index]) - 0x30) else { throw fault }
        index += 1
        return Int(bytes[index - 1]) - 0x30
    }

    private mutating func field(
        _ bytes: Span<UInt8>,
        lengths: ClosedRange<Int>,
        plus extra: Int = 0
    ) throws(GS1Fault) {
        let count = try digit(bytes, lengths)
        try skip(count + extra)
    }

    /// A requirement, its code and a family.
    private mutating func purchase(_ bytes: Span<UInt8>) throws(GS1Fault) {
        try field(bytes, lengths: 1...5)
        guard index < end, bytes[index] <= 0x34 || bytes[index] == 0x39 else { throw fault }
        index += 1
        try skip(3)
    }

    /// A company prefix, or 9 for the same as before.
    private mutating func prefixOrNone(_ bytes: Span<UInt8>) throws(GS1Fault) {
        if takes(bytes, 9) { return }
        try field(bytes, lengths: 0...6, plus: 6)
    }

    private mutating func day(_ bytes: Span<UInt8>, _ century: GS1Century) throws(GS1Fault) -> UInt32 {
        let start = index
        try skip(6)
        guard GS1Check.pair(bytes, start + 4) > 0, let day = century.day(bytes, start) else {
            throw GS1Fault(reason: .content, index: start)
        }
        return day.rawValue
    }

    /// Save value code, what it applies to, store coupon flag and do-not-multiply flag.
    private mutating func rest(_ bytes: Span<UInt8>) throws(GS1Fault) {
        guard index < end, bytes[index] <= 0x32 || bytes[index] == 0x35 || bytes[index] == 0x36 else {
            throw fault
        }
        index += 1
        try digit(bytes, 0...2)
        try skip(1)
        try digit(bytes, 0...1)
    }
}
