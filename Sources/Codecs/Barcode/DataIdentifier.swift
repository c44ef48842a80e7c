/// A data identifier: up to three digits and a letter in front of a value.
///
/// Source: ANS MH10.8.2.
struct DataIdentifier: Equatable {
    /// 0 when no digits stand in front of the letter.
    let number: Int
    /// A capital letter.
    let category: UInt8
    /// Characters that it takes, 1...4.
    let count: Int

    /// Returns `nil` when the part does not begin with one.
    init?(_ text: BarcodeText, _ part: Range<Int>) {
        var number = 0
        var index = part.lowerBound
        while index < part.upperBound, index - part.lowerBound < 3,
            let digit = DecimalField.digit(text[index])
        {
            number = number * 10 + digit
            index += 1
        }
        guard index < part.upperBound, (0x41...0x5A).contains(text[index]) else { return nil }
        self.number = number
        category = text[index]
        count = index + 1 - part.lowerBound
    }
}
