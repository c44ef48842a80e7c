/// A set of offsets as disjoint, non-adjacent, ascending half-open ranges.
///
/// Offsets stay below 2^63, so no bound overflows. Lookups are O(log n), insertion O(n) in the number of ranges.
package struct IntervalSet: Sendable, Equatable {
    package private(set) var ranges: [Range<UInt64>] = []

    package init() {}

    package init(_ ranges: some Sequence<Range<UInt64>>) {
        for range in ranges { insert(range) }
    }

    package var isEmpty: Bool { ranges.isEmpty }

    /// How many offsets are in the set.
    package var count: UInt64 { ranges.reduce(0) { $0 + ($1.upperBound - $1.lowerBound) } }

    /// The lowest offset that is not in the set.
    package var firstMissing: UInt64 {
        guard let first = ranges.first, first.lowerBound == 0 else { return 0 }
        return first.upperBound
    }

    package func contains(_ offset: UInt64) -> Bool {
        let index = firstIndex(endingAfter: offset)
        return index < ranges.count && ranges[index].lowerBound <= offset
    }

    package mutating func insert(_ offset: UInt64) { insert(offset..<offset + 1) }

    package mutating func insert(_ range: Range<UInt64>) {
        guard !range.isEmpty else { return }
        if let last = ranges.last, last.upperBound < range.lowerBound {
            ranges.append(range)
            return
        }
        // Every range that touches the new one melts into it.
        let low = firstIndex(endingAt: range.lowerBound)
        var high = low
        var merged = range
        while high < ranges.count, ranges[high].lowerBound <= range.upperBound {
            merged =
                min(
                    merged.lowerBound,
                    ranges[high].lowerBound
                )..<max(merged.upperBound, ranges[high].upperBound)
            high += 1
        }
        ranges.replaceSubrange(low..<high, with: CollectionOfOne(merged))
    }

    package mutating func formUnion(_ other: IntervalSet) {
        for range in other.ranges { insert(range) }
    }

    package func union(_ other: IntervalSet) -> IntervalSet {
        var result = self
        result.formUnion(other)
        return result
    }

    /// The parts of `span` that are not in the set, ascending, at most `limit` of them.
    package func missing(in span: Range<UInt64>, limit: Int = .max) -> [Range<UInt64>] {
        var result: [Range<UInt64>] = []
        var cursor = span.lowerBound
        var index = firstIndex(endingAfter: cursor)
        while cursor < span.upperBound, result.count < limit {
            guard index < ranges.count, ranges[index].lowerBound < span.upperBound else {
                result.append(cursor..<span.upperBound)
                break
            }
            if ranges[index].lowerBound > cursor { result.append(cursor..<ranges[index].lowerBound) }
            cursor = ranges[index].upperBound
            index += 1
        }
        return result
    }

    /// The first range whose upper bound is above `offset`.
    private func firstIndex(endingAfter offset: UInt64) -> Int { partition { $0.upperBound > offset } }

    /// The first range whose upper bound is at or above `offset`.
    private func firstIndex(endingAt offset: UInt64) -> Int { partition { $0.upperBound >= offset } }

    private func partition(_ belongsToUpper: (Range<UInt64>) -> Bool) -> Int {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if belongsToUpper(ranges[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
