import FieldModel

extension BarcodeText {
    /// A run of 1...9 digits, as a number.
    borrowing func decimal(_ range: Range<Int>) -> Int? {
        guard (1...9).contains(range.count), range.lowerBound >= 0, range.upperBound <= count else {
            return nil
        }
        var value = 0
        for index in range {
            guard let digit = DecimalField.digit(self[index]) else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// Two digits, as a number.
    borrowing func pair(_ start: Int) -> Int? { decimal(start..<start + 2) }

    /// Whether two parts hold the same bytes.
    borrowing func isEqual(_ a: BarcodeSlice, _ b: BarcodeSlice) -> Bool {
        guard a.count == b.count else { return false }
        for offset in 0..<a.count where self[a.start + offset] != self[b.start + offset] { return false }
        return true
    }

    /// Writes ISO 8601: `2027-09`, `2027-09-30` or `2027-09-30T15`; `nil` when there is no room.
    mutating func append(_ date: LabelDate) -> BarcodeSlice? {
        let start = count
        let value = Int(date.day.rawValue)
        guard append(decimal: value / 10_000, width: 4), append(UInt8(ascii: "-")),
            append(decimal: value / 100 % 100, width: 2)
        else { return nil }
        if date.hasDay {
            guard append(UInt8(ascii: "-")), append(decimal: value % 100, width: 2) else { return nil }
        }
        if let hour = date.hour {
            guard append(UInt8(ascii: "T")), append(decimal: hour, width: 2) else { return nil }
        }
        return BarcodeSlice(start: start, count: count - start)
    }

    /// Writes a number of 0...9,999,999,999 with leading zeros up to a width; returns whether there was room.
    mutating func append(decimal value: Int, width: Int = 1) -> Bool {
        var divisor = 1
        var digits = 1
        while digits < width || value / divisor >= 10, digits < 10 {
            divisor *= 10
            digits += 1
        }
        while divisor > 0 {
            guard append(UInt8(truncatingIfNeeded: 0x30 + value / divisor % 10)) else { return false }
            divisor /= 10
        }
        return true
    }
}
