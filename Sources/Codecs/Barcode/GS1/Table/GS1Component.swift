/// One part of the value of an application identifier: which characters, how many, and what they must say.
///
/// Source: GS1 General Specifications, section 3.2 (formats) and 7.11 (character sets).
struct GS1Component: Sendable {
    enum Characters: UInt8, Sendable {
        case numeric
        /// Character set 82, invariant ISO/IEC 646.
        case set82
        /// Character set 39: digits, capitals, `#`, `-`, `/`.
        case set39
        /// Character set 64: file-safe base64.
        case set64

        /// Whether all bytes are of the set, eight at a time; `false` also for rare characters and sets.
        func surelyHold(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
            switch self {
            case .numeric: bytes.areDigits(range)
            case .set82: bytes.allEights(range) { $0.letters | $0.flags(0x25, 0x3F) == EightBytes.all }
            case .set39, .set64: false
            }
        }
    }

    let characters: Characters
    let minimum: UInt8
    let maximum: UInt8
    let isOptional: Bool
    let check: GS1Check

    static func n(_ count: UInt8, _ check: GS1Check = .none) -> GS1Component {
        GS1Component(characters: .numeric, minimum: count, maximum: count, isOptional: false, check: check)
    }

    static func n(upTo count: UInt8, _ check: GS1Check = .none) -> GS1Component {
        GS1Component(characters: .numeric, minimum: 1, maximum: count, isOptional: false, check: check)
    }

    static func x(_ count: UInt8, _ check: GS1Check = .none) -> GS1Component {
        GS1Component(characters: .set82, minimum: count, maximum: count, isOptional: false, check: check)
    }

    static func x(upTo count: UInt8, _ check: GS1Check = .none) -> GS1Component {
        GS1Component(characters: .set82, minimum: 1, maximum: count, isOptional: false, check: check)
    }

    static func y(upTo count: UInt8, _ check: GS1Check = .none) -> GS1Component {
        GS1Component(characters: .set39, minimum: 1, maximum: count, isOptional: false, check: check)
    }

    static func z(upTo count: UInt8, _ check: GS1Check = .none) -> GS1Component {
        GS1Component(characters: .set64, minimum: 1, maximum: count, isOptional: false, check: check)
    }

    /// May be left out when the value ends before it.
    var optional: GS1Component {
        GS1Component(
            characters: characters,
            minimum: minimum,
            maximum: maximum,
            isOptional: true,
            check: check
        )
    }

    /// Whether a value of at most eight bytes, which is this part alone, is surely good.
    @inline(__always)
    func isSurelyGood(_ value: EightBytes, count: Int, _ century: GS1Century) -> Bool {
        guard count >= Int(minimum), count <= Int(maximum) else { return false }
        switch (check, characters) {
        case (.none, .set82): return value.letters | value.flags(0x25, 0x3F) == EightBytes.all
        case (.none, .numeric): return value.digits == EightBytes.all
        case (.dayOrMonth, _): return century.isDay(value)
        default: return false
        }
    }

    /// Checks the part that starts here, as long as it can be, and returns its end.
    func check(
        _ bytes: Span<UInt8>,
        from start: Int,
        to limit: Int,
        _ century: GS1Century
    ) throws(GS1Fault) -> Int {
        let end = min(limit, start + Int(maximum))
        if end == start, isOptional { return end }
        guard end - start >= Int(minimum) else { throw GS1Fault(reason: .length, index: end) }
        if isSurelyGood(bytes, start..<end, century) { return end }
        try checkCharacters(bytes, start..<end)
        if check != .none { try check.run(bytes, start..<end, century) }
        return end
    }

    /// Whether the commonest checks, which include that all are digits, are passed; the others say what is wrong.
    @inline(__always)
    private func isSurelyGood(_ bytes: Span<UInt8>, _ range: Range<Int>, _ century: GS1Century) -> Bool {
        switch check {
        case .checkDigit: CheckDigit.isLastGS1(bytes, range)
        case .dayOrMonth: century.isDay(bytes, range.lowerBound)
        default: false
        }
    }

    /// Refuses the first character outside the set.
    @inline(__always)
    func checkCharacters(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(GS1Fault) {
        if !characters.surelyHold(bytes, range) { try findRefusal(bytes, range) }
    }

    /// The plain definition of the sets.
    func findRefusal(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(GS1Fault) {
        switch characters {
        case .numeric:
            for index in range where bytes[index] &- 0x30 > 9 { throw Self.refusal(bytes, index) }
        case .set82:
            for index in range where !Self.isInSet82(bytes[index]) { throw Self.refusal(bytes, index) }
        case .set39:
            for index in range where !Self.isInSet39(bytes[index]) { throw Self.refusal(bytes, index) }
        case .set64:
            try Self.checkBase64(bytes, range)
        }
    }

    /// The caret stands for FNC1 in GS1's own notation, so in data it is more than a wrong character.
    private static func refusal(_ bytes: Span<UInt8>, _ index: Int) -> GS1Fault {
        GS1Fault(reason: bytes[index] == UInt8(ascii: "^") ? .content : .charset, index: index)
    }

    static func isInSet82(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21, 0x22, 0x25...0x3F, 0x41...0x5A, 0x5F, 0x61...0x7A: true
        default: false
        }
    }

    private static func isInSet39(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x23, 0x2D, 0x2F...0x39, 0x41...0x5A: true
        default: false
        }
    }

    private static func checkBase64(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(GS1Fault) {
        var end = range.upperBound
        while end > range.lowerBound, bytes[end - 1] == UInt8(ascii: "=") { end -= 1 }
        let padding = range.upperBound - end
        for index in range.lowerBound..<end {
            switch bytes[index] {
            case 0x2D, 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: continue
            default: throw refusal(bytes, index)
            }
        }
        guard padding == 0 || (padding <= 2 && range.count.isMultiple(of: 4)) else {
            throw GS1Fault(reason: .content, index: end)
        }
    }
}
