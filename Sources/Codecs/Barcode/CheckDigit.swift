/// Modulo 10 check digits over ASCII digits.
package enum CheckDigit {
    /// GS1: weights 3 and 1 in turn from the right.
    package static func gs1(_ digits: Span<UInt8>, _ range: Range<Int>) -> UInt8 {
        // Sums of every second digit: those that end in the last one, and the others.
        var ours = 0
        var others = 0
        for index in range {
            (ours, others) = (others &+ Int(digits[index]) &- 0x30, ours)
        }
        let sum = others &+ 3 &* ours
        return UInt8(0x30 + (10 - sum % 10) % 10)
    }

    /// Whether all bytes, at least one, are digits, and the last is the GS1 check digit of those before it.
    package static func isLastGS1(_ digits: Span<UInt8>, _ range: Range<Int>) -> Bool {
        // The check digit has weight 1, as every second one before it.
        let triplesEven = range.count & 1 == 0
        var sum = 0
        let areDigits = digits.allEights(range) { eight in
            sum &+= eight.digitSum(triplesEven: triplesEven)
            return eight.digits == EightBytes.all
        }
        return areDigits && sum % 10 == 0
    }

    /// Luhn (ISO/IEC 7812-1): every second digit from the right is doubled, its digits added.
    package static func luhn(_ digits: some BidirectionalCollection<UInt8>) -> UInt8 {
        var sum = 0
        var isDoubled = true
        for digit in digits.reversed() {
            let value = (Int(digit) - 0x30) * (isDoubled ? 2 : 1)
            sum += value / 10 + value % 10
            isDoubled.toggle()
        }
        return UInt8(0x30 + (10 - sum % 10) % 10)
    }
}
