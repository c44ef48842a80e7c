/// The bytes of one scan after a repair, each with the place where it stood in the raw input.
///
/// Everything lies in place; nothing here allocates.
package struct ScanText: Sendable {
    /// Longer scans are refused.
    package static let capacity = 512

    private var storage = InlineArray<512, UInt8>(repeating: 0)
    private var origins = InlineArray<512, UInt16>(repeating: 0)
    package private(set) var count = 0
    /// Where the raw input ends that this text came from.
    private var end = 0

    package init() {}

    /// A byte at an index below `count`.
    package subscript(index: Int) -> UInt8 { storage[index] }

    package func withBytes<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(storage.span.extracting(first: count))
    }

    /// Takes one byte that stood at this offset of the raw input; returns whether there was room.
    package mutating func append(_ byte: UInt8, from origin: Int) -> Bool {
        guard count < Self.capacity, let place = UInt16(exactly: origin) else { return false }
        storage[count] = byte
        origins[count] = place
        count += 1
        end = origin + 1
        return true
    }

    /// The raw offset of the byte at an index; the end of the raw input for every index beyond the last.
    package func origin(of index: Int) -> Int {
        guard index < count else { return end }
        return index < 0 ? 0 : Int(origins[index])
    }

    package mutating func removeLast(_ number: Int) { count -= min(max(number, 0), count) }

    /// Copies the bytes of a range that lies within it, with their origins.
    package func slice(_ range: Range<Int>) -> ScanText {
        var part = ScanText()
        for index in range.clamped(to: 0..<count) {
            guard part.append(storage[index], from: Int(origins[index])) else { break }
        }
        return part
    }

    package var string: String {
        String(unsafeUninitializedCapacity: count) { buffer in
            for index in 0..<count { buffer[index] = storage[index] }
            return count
        }
    }
}
