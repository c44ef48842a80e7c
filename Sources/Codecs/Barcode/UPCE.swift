/// A UPC-E number as the twelve digits that its zeros were left out of.
///
/// Source: GS1 General Specifications, section 5.2.2.4.2: number system 0 or 1, six digits of which the last says where the
/// zeros were, and the check digit of the whole.
struct UPCE {
    private(set) var digits = InlineArray<12, UInt8>(repeating: 0x30)

    /// Returns `nil` when the eight bytes are no such number or its check digit is wrong.
    init?(_ bytes: Span<UInt8>, _ start: Int) {
        guard start + 8 <= bytes.count, bytes.areDigits(start..<start + 8), bytes[start] <= 0x31
        else { return nil }
        digits[0] = bytes[start]
        let last = bytes[start + 6]
        let kept =
            switch last {
            case 0x30...0x32: 2
            case 0x33: 3
            case 0x34: 4
            default: 5
            }
        for offset in 1...kept { digits[offset] = bytes[start + offset] }
        if last <= 0x32 { digits[3] = last }
        if kept < 5 {
            for offset in kept + 1...5 { digits[5 + offset] = bytes[start + offset] }
        } else {
            digits[10] = last
        }
        digits[11] = bytes[start + 7]
        guard CheckDigit.isLastGS1(digits.span, 0..<12) else { return nil }
    }
}
