/// Why a line gave nothing.
package enum NMEAFault: String, Error, CaseIterable, Sendable {
    case checksum
    case malformed
    /// A sound sentence of a kind that is not read.
    case unsupported
}

/// Walks the fields of one sentence whose frame has been proved.
///
/// Source: NMEA 0183: `$`, talker id (2), formatter (3), fields each after a comma, `*`, XOR of all between in two
/// hexadecimal digits. The standard allows 82 bytes; receivers send more.
struct NMEASentence {
    static let maximumBytes = 120

    /// The three letters after the talker id, as one number.
    let formatter: UInt32
    private var cursor: Int
    private let end: Int

    /// Proves length, checksum and address. A sentence that lost its head is found by its last `$`.
    init(_ bytes: Span<UInt8>) throws(NMEAFault) {
        var start = bytes.count - 1
        while start >= 0, bytes[start] != UInt8(ascii: "$") { start -= 1 }
        guard start >= 0, bytes.count - start <= Self.maximumBytes, bytes.count - start >= 10 else {
            throw .malformed
        }
        let star = bytes.count - 3
        guard bytes[star] == UInt8(ascii: "*"), let high = Self.hexadecimal(bytes[star + 1]),
            let low = Self.hexadecimal(bytes[star + 2])
        else { throw .malformed }
        var sum: UInt8 = 0
        for index in start + 1..<star { sum ^= bytes[index] }
        guard sum == high << 4 | low else { throw .checksum }
        guard bytes[start + 1] != UInt8(ascii: "P") else { throw .unsupported }
        guard start + 6 < star, bytes[start + 6] == UInt8(ascii: ",") else { throw .unsupported }
        formatter = Self.code(bytes[start + 3], bytes[start + 4], bytes[start + 5])
        cursor = start + 7
        end = star
    }

    static func code(_ a: UInt8, _ b: UInt8, _ c: UInt8) -> UInt32 {
        UInt32(a) << 16 | UInt32(b) << 8 | UInt32(c)
    }

    /// The next field; empty beyond the last.
    mutating func next(_ bytes: Span<UInt8>) -> Range<Int> {
        let start = min(cursor, end)
        var stop = start
        while stop < end, bytes[stop] != UInt8(ascii: ",") { stop += 1 }
        cursor = stop + 1
        return start..<stop
    }

    mutating func skip(_ count: Int, _ bytes: Span<UInt8>) {
        for _ in 0..<count { _ = next(bytes) }
    }

    /// The next field as one letter; `nil` when empty.
    mutating func letter(_ bytes: Span<UInt8>) -> UInt8? {
        let field = next(bytes)
        return field.isEmpty ? nil : bytes[field.lowerBound]
    }

    /// The next field as a number; `nil` when empty.
    mutating func number(_ bytes: Span<UInt8>) throws(NMEAFault) -> Double? {
        let field = next(bytes)
        guard !field.isEmpty else { return nil }
        guard let value = DecimalField.parse(bytes, field) else { throw .malformed }
        return value
    }

    /// `hhmmss` with any fraction, as milliseconds of the day.
    mutating func timeOfDay(_ bytes: Span<UInt8>) throws(NMEAFault) -> UInt32? {
        let field = next(bytes)
        guard !field.isEmpty else { return nil }
        let start = field.lowerBound
        guard field.count >= 6, let clock = DecimalField.integer(bytes, start..<start + 6),
            let seconds = DecimalField.parse(bytes, start + 4..<field.upperBound),
            clock / 10_000 < 24, clock / 100 % 100 < 60, seconds >= 0, seconds < 61
        else { throw .malformed }
        let minutes = clock / 10_000 * 60 + clock / 100 % 100
        return UInt32(minutes * 60_000) + UInt32((seconds * 1_000).rounded())
    }

    /// Two fields, `ddmm.mm` and hemisphere, as signed degrees.
    mutating func angle(
        _ bytes: Span<UInt8>,
        limit: Double,
        positive: Character,
        negative: Character
    ) throws(NMEAFault) -> Double? {
        guard let value = try number(bytes) else {
            _ = next(bytes)
            return nil
        }
        guard let hemisphere = letter(bytes), value >= 0 else { throw .malformed }
        let degrees = (value / 100).rounded(.down)
        let minutes = value - degrees * 100
        let angle = degrees + minutes / 60
        guard minutes < 60, angle <= limit else { throw .malformed }
        switch hemisphere {
        case positive.asciiValue: return angle
        case negative.asciiValue: return -angle
        default: throw .malformed
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
