import FieldModel

/// Recognises Swedish personal identity numbers and co-ordination numbers by their shape.
///
/// Source: Skatteverket, SKV 704 and SKV 707: `[YY]YYMMDD[-+]NNNC`, Luhn over the ten last digits, 60 added to the day of a
/// co-ordination number.
package enum PersonalNumber {
    /// Whether a run of digits in the text, with or without `-` or `+`, could be such a number.
    package static func occurs(in bytes: Span<UInt8>) -> Bool {
        var start = 0
        while start < bytes.count {
            guard DecimalField.digit(bytes[start]) != nil else {
                start += 1
                continue
            }
            var end = start
            while end < bytes.count, DecimalField.digit(bytes[end]) != nil { end += 1 }
            if matches(bytes, start, end) { return true }
            start = end
        }
        return false
    }

    /// A run that starts here: ten or twelve digits, or six or eight, a sign, and exactly four.
    private static func matches(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        let count = end - start
        var digits = (start..<end).map { bytes[$0] }
        if count == 6 || count == 8 {
            guard end < bytes.count, bytes[end] == UInt8(ascii: "-") || bytes[end] == UInt8(ascii: "+") else {
                return false
            }
            var tail = end + 1
            while tail < bytes.count, DecimalField.digit(bytes[tail]) != nil { tail += 1 }
            guard tail - end == 5 else { return false }
            digits += (end + 1..<tail).map { bytes[$0] }
        }
        return isPersonal(digits)
    }

    private static func isPersonal(_ digits: [UInt8]) -> Bool {
        guard digits.count == 10 || digits.count == 12 else { return false }
        let number = digits.suffix(10)
        guard number.last == CheckDigit.luhn(number.dropLast()) else { return false }
        let values = digits.map { Int($0) - 0x30 }
        let pairs = stride(from: 0, to: values.count - 4, by: 2).map { values[$0] * 10 + values[$0 + 1] }
        let (year, month, day) = (pairs[pairs.count - 3], pairs[pairs.count - 2], pairs[pairs.count - 1])
        let centuries = pairs.count == 4 ? [pairs[0]] : [19, 20]
        return centuries.contains { century in
            guard (18...20).contains(century), (1...12).contains(month) else { return false }
            let days = CalendarDay.days(inMonth: month, of: century * 100 + year)
            return (1...days).contains(day > 60 ? day - 60 : day)
        }
    }
}
