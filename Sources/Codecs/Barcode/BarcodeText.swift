/// Up to 512 bytes in place, so that a reading needs no heap.
package struct BarcodeText: Sendable {
    package static let capacity = 512

    /// All 512 bytes; those from `count` on say nothing.
    package private(set) var bytes = InlineArray<512, UInt8>(repeating: 0)
    package private(set) var count = 0

    package init() {}

    package subscript(index: Int) -> UInt8 { bytes[index] }

    package mutating func clear() { count = 0 }

    /// Takes back what was appended after a point.
    package mutating func truncate(to length: Int) { count = min(count, max(length, 0)) }

    /// Returns whether there was room.
    package mutating func append(_ byte: UInt8) -> Bool {
        guard count < Self.capacity else { return false }
        bytes[count] = byte
        count += 1
        return true
    }

    /// Returns where the copy lies, or `nil` when there was no room.
    package mutating func append(_ source: Span<UInt8>, _ range: Range<Int>) -> BarcodeSlice? {
        let start = count
        let end = start + range.count
        if end <= Self.capacity - 8 {
            var index = range.lowerBound
            while index &+ 8 <= range.upperBound {
                store(EightBytes(source, at: index))
                index &+= 8
            }
            // What is written beyond the end says nothing.
            if index < range.upperBound { store(EightBytes(source, index..<range.upperBound)) }
            count = end
        } else {
            guard end <= Self.capacity else { return nil }
            for index in range { _ = append(source[index]) }
        }
        return BarcodeSlice(start: start, count: range.count)
    }

    @inline(__always)
    private mutating func store(_ eight: EightBytes) {
        var span = bytes.mutableSpan
        var raw = span.mutableBytes
        raw.storeBytes(of: eight.word.littleEndian, toByteOffset: count, as: UInt64.self)
        count &+= 8
    }

    /// Copies a part out; this allocates for more than 15 bytes.
    package func string(_ slice: BarcodeSlice) -> String {
        String(unsafeUninitializedCapacity: slice.count) { buffer in
            for offset in 0..<slice.count { buffer[offset] = bytes[slice.start + offset] }
            return slice.count
        }
    }
}

/// A part of a reading's text.
package struct BarcodeSlice: Sendable, Hashable {
    private var first: UInt16
    private var length: UInt16

    package init(start: Int, count: Int) {
        first = UInt16(truncatingIfNeeded: start)
        length = UInt16(truncatingIfNeeded: count)
    }

    package var start: Int { Int(first) }
    package var count: Int { Int(length) }
    package var range: Range<Int> { start..<start &+ count }
}
