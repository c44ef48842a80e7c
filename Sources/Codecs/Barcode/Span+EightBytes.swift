extension Span<UInt8> {
    /// Asks a range eight bytes at a time until one answer is no; digits `0` fill up the last eight.
    @inline(__always)
    func allEights(_ range: Range<Int>, _ isGood: (EightBytes) -> Bool) -> Bool {
        var index = range.lowerBound
        while index &+ 8 <= range.upperBound {
            guard isGood(EightBytes(self, at: index)) else { return false }
            index &+= 8
        }
        return index >= range.upperBound || isGood(EightBytes(self, index..<range.upperBound))
    }

    /// Where a byte first stands in a range, or the range's end.
    func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int {
        var index = range.lowerBound
        _ = allEights(range) { eight in
            let place = EightBytes.first(eight.flags(byte))
            index &+= place
            return place == 8
        }
        return Swift.min(index, range.upperBound)
    }

    /// Whether a range holds nothing but ASCII digits.
    func areDigits(_ range: Range<Int>) -> Bool { allEights(range) { $0.digits == EightBytes.all } }
}
