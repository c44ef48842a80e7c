import FieldModel

/// Recognises Swedish personal identity numbers and co-ordination numbers by their shape.
///
/// Source: Skatteverket, SKV 704 and SKV 707: `[YY]YYMMDD[-+]NNNC`, Luhn over the ten last digits, 60 added to the day of a
/// co-ordination number. A `/` is what an American host makes of a Swedish scanner's `-`.
package enum PersonalNumber {
    /// Whether a run of digits in the text, with or without `-`, `+` or `/`, could be such a number.
    package static func occurs(in bytes: Span<UInt8>) -> Bool {
        var start = 0
        while start < bytes.count {
            guard isDigit(bytes[start]) else {
                start += 1
                continue
            }
            let end = endOfDigits(bytes, from: start)
            if matches(bytes, start, end) { return true }
            start = end
        }
        return false
    }

    /// A run that starts here: ten or twelve digits, or six or eight, a sign, and exactly four.
    private static func matches(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        switch end - start {
        case 10, 12:
            return isPersonal(bytes, start..<end - 4, end - 4)
        case 6, 8:
            guard end < bytes.count, isSign(bytes[end]), endOfDigits(bytes, from: end + 1) == end + 5 else {
                return false
            }
            return isPersonal(bytes, start..<end, end + 1)
        default:
            return false
        }
    }

    /// Whether a day of birth of six or eight digits and the four digits from `tail` on belong together.
    private static func isPersonal(_ bytes: Span<UInt8>, _ birth: Range<Int>, _ tail: Int) -> Bool {
        let short = birth.upperBound - 6
        func pair(_ index: Int) -> Int { (Int(bytes[index]) - 0x30) * 10 + Int(bytes[index + 1]) - 0x30 }
        let (year, month, day) = (pair(short), pair(short + 2), pair(short + 4))
        var sum = 0
        for position in 0..<10 {
            let index = position < 6 ? short + position : tail + position - 6
            let value = (Int(bytes[index]) - 0x30) * (position.isMultiple(of: 2) ? 2 : 1)
            sum += value / 10 + value % 10
        }
        guard sum.isMultiple(of: 10), (1...12).contains(month) else { return false }
        let centuries = birth.count == 8 ? pair(birth.lowerBound)...pair(birth.lowerBound) : 19...20
        return centuries.contains { century in
            let days = CalendarDay.days(inMonth: month, of: century * 100 + year)
            return (18...20).contains(century) && (1...days).contains(day > 60 ? day - 60 : day)
        }
    }

    private static func endOfDigits(_ bytes: Span<UInt8>, from start: Int) -> Int {
        var end = start
        while end < bytes.count, isDigit(bytes[end]) { end += 1 }
        return end
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isSign(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/")
    }
}
