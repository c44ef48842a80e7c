/// Walks the members of one JSON object, or the elements of one array, without allocating.
///
/// What is nested is skipped and may be walked by a cursor of its own. Nesting is bounded. Source: RFC 8259.
struct JSONCursor: Sendable {
    enum Value: Sendable, Equatable {
        /// The bytes between the quotes, escapes as they stand.
        case string(Range<Int>)
        case number(Double)
        case bool(Bool)
        case null
        case object(Range<Int>)
        case array(Range<Int>)

        var number: Double? { if case .number(let number) = self { number } else { nil } }
        var string: Range<Int>? { if case .string(let range) = self { range } else { nil } }
        var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    }

    private static let deepest = 8

    private var index: Int
    private let end: Int
    private var isFirst = true

    /// Walks an object or array that begins and ends at the ends of the range.
    init(_ range: Range<Int>) {
        index = range.lowerBound + 1
        end = max(range.upperBound - 1, index)
    }

    /// The next member of an object; `nil` after the last. The key is what stands between its quotes.
    mutating func member(_ bytes: Span<UInt8>) throws(GpsdFault) -> (key: Range<Int>, value: Value)? {
        guard try begins(bytes) else { return nil }
        let key = try string(bytes)
        skipSpace(bytes)
        guard index < end, bytes[index] == UInt8(ascii: ":") else { throw .malformed }
        index += 1
        return (key, try value(bytes))
    }

    /// The next element of an array; `nil` after the last.
    mutating func element(_ bytes: Span<UInt8>) throws(GpsdFault) -> Value? {
        guard try begins(bytes) else { return nil }
        return try value(bytes)
    }

    /// Steps over the comma before everything but the first.
    private mutating func begins(_ bytes: Span<UInt8>) throws(GpsdFault) -> Bool {
        skipSpace(bytes)
        guard index < end else { return false }
        if isFirst {
            isFirst = false
            return true
        }
        guard bytes[index] == UInt8(ascii: ",") else { throw .malformed }
        index += 1
        skipSpace(bytes)
        guard index < end else { throw .malformed }
        return true
    }

    private mutating func value(_ bytes: Span<UInt8>) throws(GpsdFault) -> Value {
        skipSpace(bytes)
        guard index < end else { throw .malformed }
        switch bytes[index] {
        case UInt8(ascii: "\""): return .string(try string(bytes))
        case UInt8(ascii: "{"): return .object(try container(bytes))
        case UInt8(ascii: "["): return .array(try container(bytes))
        case UInt8(ascii: "t"): return try word(bytes, "true", .bool(true))
        case UInt8(ascii: "f"): return try word(bytes, "false", .bool(false))
        case UInt8(ascii: "n"): return try word(bytes, "null", .null)
        default: return .number(try number(bytes))
        }
    }

    private mutating func skipSpace(_ bytes: Span<UInt8>) {
        while index < end, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
    }

    private mutating func string(_ bytes: Span<UInt8>) throws(GpsdFault) -> Range<Int> {
        guard index < end, bytes[index] == UInt8(ascii: "\"") else { throw .malformed }
        let start = index + 1
        index = start
        while index < end, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard index < end else { throw .malformed }
        defer { index += 1 }
        return start..<index
    }

    /// Steps over an object or array. Only its nesting is proved here.
    private mutating func container(_ bytes: Span<UInt8>) throws(GpsdFault) -> Range<Int> {
        let start = index
        var depth = 0
        while index < end {
            switch bytes[index] {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                guard depth <= Self.deepest else { throw .malformed }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 {
                    index += 1
                    return start..<index
                }
            case UInt8(ascii: "\""):
                _ = try string(bytes)
                continue
            default: break
            }
            index += 1
        }
        throw .malformed
    }

    private mutating func word(
        _ bytes: Span<UInt8>,
        _ word: StaticString,
        _ value: Value
    ) throws(GpsdFault) -> Value {
        let stop = index + word.utf8CodeUnitCount
        guard stop <= end, bytes.spells(word, at: index..<stop) else { throw .malformed }
        index = stop
        return value
    }

    private mutating func number(_ bytes: Span<UInt8>) throws(GpsdFault) -> Double {
        let start = index
        while index < end, bytes[index] == 0x2D || bytes[index] == 0x2E || Self.isDigit(bytes[index]) {
            index += 1
        }
        guard var number = DecimalField.parse(bytes, start..<index) else { throw .malformed }
        guard index < end, bytes[index] | 0x20 == UInt8(ascii: "e") else { return number }
        index += 1
        let isNegative = index < end && bytes[index] == UInt8(ascii: "-")
        if isNegative || index < end && bytes[index] == UInt8(ascii: "+") { index += 1 }
        let digits = index
        while index < end, Self.isDigit(bytes[index]) { index += 1 }
        guard let exponent = DecimalField.integer(bytes, digits..<index), exponent <= 300 else {
            throw .malformed
        }
        for _ in 0..<exponent { number = isNegative ? number / 10 : number * 10 }
        guard number.isFinite else { throw .malformed }
        return number
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

extension Span<UInt8> {
    /// Whether these bytes are this word.
    func spells(_ word: StaticString, at range: Range<Int>) -> Bool {
        guard range.count == word.utf8CodeUnitCount else { return false }
        let text = word.utf8Start
        for offset in 0..<range.count where self[range.lowerBound + offset] != text[offset] { return false }
        return true
    }
}
