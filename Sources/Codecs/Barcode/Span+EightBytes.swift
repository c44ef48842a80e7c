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
    @inline(__always)
    func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int {
        var index = range.lowerBound
        _ = allEights(range) { eight in
            let place = EightBytes.first(eight.flags(byte))
            index &+= place
            return place == 8
        }
        return Swift.min(index, range.upperBound)
    }

    /// Where a byte last stands in a range, or `nil`.
    @inline(__always)
    func lastIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
        var end = range.upperBound
        while end &- 8 >= range.lowerBound {
            let flags = EightBytes(self, at: end &- 8).flags(byte)
            if flags != 0 { return end &- 1 &- flags.leadingZeroBitCount &>> 3 }
            end &-= 8
        }
        guard end > range.lowerBound else { return nil }
        let missing = ~0 &<< UInt64(truncatingIfNeeded: (end &- range.lowerBound) &* 8)
        let flags = EightBytes(self, range.lowerBound..<end).flags(byte) & ~missing
        return flags == 0 ? nil : range.lowerBound &+ 7 &- flags.leadingZeroBitCount &>> 3
    }

    /// Where the digits that a range begins with end.
    @inline(__always)
    func endOfDigits(_ range: Range<Int>) -> Int {
        var index = range.lowerBound
        _ = allEights(range) { eight in
            let count = eight.leadingDigits
            index &+= count
            return count == 8
        }
        return Swift.min(index, range.upperBound)
    }

    /// Whether a range holds nothing but ASCII digits.
    func areDigits(_ range: Range<Int>) -> Bool { allEights(range) { $0.digits == EightBytes.all } }
}
