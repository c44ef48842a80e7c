/// The check digits of the Pharmacy Product Number and of the German Pharmazentralnummer in it.
///
/// Source: IFA Coding System, PPN-Code specification, appendix B; IFA technical information on PZN8.
package enum PharmacyNumber {
    /// PPN: the byte values, times 2, 3, 4 … from the left, summed modulo 97. The agency code and product number go in.
    package static func check97(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
        var sum = 0
        for index in range { sum = (sum + Int(bytes[index]) * (index - range.lowerBound + 2)) % 97 }
        return sum
    }

    /// PZN8: seven digits times 1...7 from the left, summed modulo 11. 10 is no check digit; such numbers are not given out.
    ///
    /// Returns whether the eight bytes are a number with a right check digit.
    package static func isPZN8(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard range.count == 8, let last = range.last, let check = DecimalField.digit(bytes[last]) else {
            return false
        }
        var sum = 0
        for index in range.dropLast() {
            guard let digit = DecimalField.digit(bytes[index]) else { return false }
            sum += digit * (index - range.lowerBound + 1)
        }
        return sum % 11 == check
    }
}
