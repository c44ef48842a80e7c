extension GS1Check {
    /// The shortest GS1 Company Prefix has four digits.
    static func companyPrefix(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(GS1Fault) {
        guard range.count >= 4 else { throw GS1Fault(reason: .content, index: range.lowerBound) }
        for index in range.lowerBound..<range.lowerBound + 4 where bytes[index] &- 0x30 > 9 {
            throw GS1Fault(reason: .content, index: index)
        }
    }

    /// A global model number: check pair, company prefix and, for a device, something that is no digit.
    func checkModel(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(GS1Fault) {
        guard range.count >= 2 else { throw GS1Fault(reason: .content, index: range.lowerBound) }
        let pair = range.upperBound - 2
        for index in pair..<range.upperBound where !GS1CheckPair.contains(bytes[index]) {
            throw GS1Fault(reason: .charset, index: index)
        }
        let expected = GS1CheckPair.characters(bytes, range.lowerBound..<pair)
        guard bytes[pair] == expected.first, bytes[pair + 1] == expected.second else {
            throw GS1Fault(reason: .checkDigit, index: pair)
        }
        try Self.companyPrefix(bytes, range)
        guard self == .device else { return }
        for index in range where bytes[index] &- 0x30 > 9 { return }
        throw GS1Fault(reason: .content, index: range.lowerBound)
    }

    /// `PPTT`: neither is zero, and the piece is not beyond the total.
    static func pieceOfTotal(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(GS1Fault) {
        let piece = GS1Check.pair(bytes, range.lowerBound)
        let total = GS1Check.pair(bytes, range.lowerBound + 2)
        guard piece > 0 else { throw GS1Fault(reason: .content, index: range.lowerBound) }
        guard total > 0 else { throw GS1Fault(reason: .content, index: range.lowerBound + 2) }
        guard piece <= total else { throw GS1Fault(reason: .content, index: range.lowerBound) }
    }

    /// `P/T` in three characters, both from 1 on, and the position not beyond the total.
    static func position(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(GS1Fault) {
        let start = range.lowerBound
        guard range.count == 3, bytes[start + 1] == UInt8(ascii: "/"), bytes[start] &- 0x30 <= 9,
            bytes[start + 2] &- 0x30 <= 9, bytes[start] != 0x30
        else { throw GS1Fault(reason: .content, index: start) }
        guard bytes[start + 2] != 0x30 else { throw GS1Fault(reason: .content, index: start + 2) }
        guard bytes[start] <= bytes[start + 2] else { throw GS1Fault(reason: .content, index: start) }
    }

    /// Every percent sign begins a byte in two hexadecimal digits.
    static func percent(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(GS1Fault) {
        var index = range.lowerBound
        while index < range.upperBound {
            if bytes[index] == UInt8(ascii: "%") {
                guard index + 2 < range.upperBound, HexDigit.value(bytes[index + 1]) != nil,
                    HexDigit.value(bytes[index + 2]) != nil
                else { throw GS1Fault(reason: .content, index: index) }
                index += 2
            }
            index += 1
        }
    }
}
