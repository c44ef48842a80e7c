package import FieldModel

extension IntervalSet {
    /// The most ranges that one list on the wire has.
    package static let maximumRanges = 4_096

    /// Reads a list of (distance from the end of the last range, length) pairs.
    ///
    /// - Throws: `.outOfRange` for half a pair, an empty range, more than 4,096 ranges, or an offset of 2^63 or more.
    package init(pairs: [UInt64]) throws(WireError) {
        try require(pairs.count % 2 == 0 && pairs.count <= 2 * Self.maximumRanges, "ranges")
        self.init()
        var end: UInt64 = 0
        for index in stride(from: 0, to: pairs.count, by: 2) {
            let (distance, length) = (pairs[index], pairs[index + 1])
            try require(distance <= offsetLimit - end, "ranges")
            let start = end + distance
            try require(length > 0 && length <= offsetLimit - start, "ranges")
            end = start + length
            insert(start..<end)
        }
    }

    /// The set as pairs. Of a set with more than 4,096 ranges, the lowest: less is claimed than is true, never more.
    package var pairs: [UInt64] {
        var pairs: [UInt64] = []
        var end: UInt64 = 0
        pairs.reserveCapacity(2 * min(ranges.count, Self.maximumRanges))
        for range in ranges.prefix(Self.maximumRanges) {
            pairs.append(range.lowerBound - end)
            pairs.append(range.upperBound - range.lowerBound)
            end = range.upperBound
        }
        return pairs
    }
}
