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
        self.init(part.prefix(4).count) { text[part.lowerBound + $0] }
    }

    init?(_ bytes: Span<UInt8>, _ part: Range<Int>) {
        self.init(part.prefix(4).count) { bytes[part.lowerBound + $0] }
    }

    private init?(_ available: Int, byte: (Int) -> UInt8) {
        var number = 0
        for offset in 0..<available {
            let next = byte(offset)
            guard let digit = DecimalField.digit(next), offset < 3 else {
                guard (0x41...0x5A).contains(next) else { return nil }
                self.number = number
                category = next
                count = offset + 1
                return
            }
            number = number * 10 + digit
        }
        return nil
    }
}
