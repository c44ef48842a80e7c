import FieldModel

/// Walks the fields of a proved sentence, once and from the left.
struct NMEAFields {
    private var cursor: Int
    private let end: Int

    init(_ sentence: NMEASentence) {
        cursor = sentence.fields.lowerBound
        end = sentence.fields.upperBound
    }

    /// Whether every field has been taken.
    var isAtEnd: Bool { cursor > end }

    /// The next field; empty beyond the last. Spaces around it are padding.
    mutating func next(_ bytes: Span<UInt8>) -> Range<Int> {
        var start = min(cursor, end)
        var stop = start
        while stop < end, bytes[stop] != UInt8(ascii: ",") { stop += 1 }
        cursor = stop + 1
        while start < stop, bytes[start] == 0x20 { start += 1 }
        while stop > start, bytes[stop - 1] == 0x20 { stop -= 1 }
        return start..<stop
    }

    mutating func skip(_ count: Int, _ bytes: Span<UInt8>) {
        for _ in 0..<count { _ = next(bytes) }
    }

    /// The first character of the next field; `nil` when empty.
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

    /// The next field as a number within a range; `nil` when empty.
    mutating func number(_ bytes: Span<UInt8>, in range: ClosedRange<Double>) throws(NMEAFault) -> Double? {
        guard let value = try number(bytes) else { return nil }
        guard range.contains(value) else { throw .malformed }
        return value
    }

    /// The next field as a run of at most nine digits; `nil` when empty.
    mutating func integer(_ bytes: Span<UInt8>, in range: ClosedRange<Int>) throws(NMEAFault) -> Int? {
        let field = next(bytes)
        guard !field.isEmpty else { return nil }
        guard let value = DecimalField.integer(bytes, field), range.contains(value) else { throw .malformed }
        return value
    }

    /// A number and its unit in the field behind; `nil` when empty or in another unit.
    mutating func metres(_ bytes: Span<UInt8>, in range: ClosedRange<Double>) throws(NMEAFault) -> Double? {
        let value = try number(bytes, in: range)
        let unit = letter(bytes) ?? UInt8(ascii: "M")
        return unit == UInt8(ascii: "M") ? value : nil
    }

    /// `hhmmss` with any fraction, as milliseconds of the day, cut off below. Second 60 is a leap second.
    mutating func timeOfDay(_ bytes: Span<UInt8>) throws(NMEAFault) -> UInt32? {
        let field = next(bytes)
        guard !field.isEmpty else { return nil }
        let start = field.lowerBound
        guard field.count >= 6, let clock = DecimalField.integer(bytes, start..<start + 6) else {
            throw .malformed
        }
        let (hours, minutes, seconds) = (clock / 10_000, clock / 100 % 100, clock % 100)
        guard hours < 24, minutes < 60, seconds < 60 || (seconds == 60 && hours == 23 && minutes == 59) else {
            throw .malformed
        }
        var milliseconds = 0
        if field.count > 6 {
            guard bytes[start + 6] == UInt8(ascii: ".") else { throw .malformed }
            var unit = 100
            for index in start + 7..<field.upperBound {
                guard let digit = DecimalField.digit(bytes[index]) else { throw .malformed }
                milliseconds += digit * unit
                unit /= 10
            }
        }
        return UInt32((hours * 3_600 + minutes * 60 + seconds) * 1_000 + milliseconds)
    }

    /// `ddmmyy`; years 80...99 are of the last century. A day that the calendar lacks is no date.
    mutating func date(_ bytes: Span<UInt8>) throws(NMEAFault) -> CalendarDay? {
        let field = next(bytes)
        guard !field.isEmpty else { return nil }
        guard field.count == 6, let digits = DecimalField.integer(bytes, field) else { throw .malformed }
        let year = digits % 100
        return CalendarDay(
            year: year + (year < 80 ? 2_000 : 1_900),
            month: digits / 100 % 100,
            day: digits / 10_000
        )
    }

    /// Two fields, minutes with their degrees and hemisphere.
    mutating func angle(_ bytes: Span<UInt8>, _ axis: NMEAAngle.Axis) throws(NMEAFault) -> NMEAAngle? {
        let field = next(bytes)
        let hemisphere = letter(bytes)
        guard !field.isEmpty else { return nil }
        guard let hemisphere, let angle = NMEAAngle(bytes, field, hemisphere: hemisphere, axis: axis) else {
            throw .malformed
        }
        return angle
    }
}
