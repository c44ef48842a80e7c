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
        let length = range.count
        guard start &+ length <= Self.capacity &- 8, source.count >= 8 else {
            return appendSlowly(source, range)
        }
        if length >= 8 {
            var offset = 0
            while offset &+ 8 < length {
                store(EightBytes(source, at: range.lowerBound &+ offset), at: start &+ offset)
                offset &+= 8
            }
            // The last eight bytes may lie over some that are there already.
            store(EightBytes(source, at: range.upperBound &- 8), at: start &+ length &- 8)
        } else {
            // What is written beyond the end says nothing.
            let first = min(range.lowerBound, source.count &- 8)
            store(EightBytes(source, at: first).dropping(range.lowerBound &- first), at: start)
        }
        count = start &+ length
        return BarcodeSlice(start: start, count: length)
    }

    /// Appends the first 0...8 bytes; returns where they lie, or `nil` when there was no room.
    @inline(__always)
    mutating func append(_ eight: EightBytes, count length: Int) -> BarcodeSlice? {
        let start = count
        guard start <= Self.capacity &- 8 else { return nil }
        store(eight, at: start)
        count = start &+ length
        return BarcodeSlice(start: start, count: length)
    }

    /// For what comes near the end of the text, and from a source that is shorter than a word.
    @inline(never)
    private mutating func appendSlowly(_ source: Span<UInt8>, _ range: Range<Int>) -> BarcodeSlice? {
        let start = count
        guard start + range.count <= Self.capacity else { return nil }
        for index in range { _ = append(source[index]) }
        return BarcodeSlice(start: start, count: range.count)
    }

    @inline(__always)
    private mutating func store(_ eight: EightBytes, at place: Int) {
        var span = bytes.mutableSpan
        var raw = span.mutableBytes
        raw.storeBytes(of: eight.word.littleEndian, toByteOffset: place, as: UInt64.self)
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
