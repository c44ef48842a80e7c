/// The last segments of a Digital Link path in pairs, an identifier and its value, counted from the end.
///
/// A key has at most three qualifiers, so what lies before the eighth pair belongs to no identification.
struct GS1LinkPath {
    static let capacity = 8

    /// The newest 16, by their number. No link is longer than a reader takes.
    private var slashes = InlineArray<16, UInt16>(repeating: 0)
    private var count = 0

    mutating func note(slash index: Int) {
        slashes[count & 15] = UInt16(truncatingIfNeeded: index)
        count += 1
    }

    /// The slashes before an identifier and before its value; pair 0 is the last one. `nil` before the first.
    func pair(_ number: Int) -> (identifier: Int, value: Int)? {
        let last = count - 1 - 2 * number
        guard number < Self.capacity, last > 0 else { return nil }
        return (Int(slashes[(last - 1) & 15]), Int(slashes[last & 15]))
    }
}
