/// The parts of a web address that a Digital Link has: where its path and query lie, and the last segments of its path in
/// pairs, an identifier and its value, counted from the end.
///
/// A key has at most three qualifiers, so what lies before the eighth pair belongs to no identification.
struct GS1Link {
    static let capacity = 8

    /// From the first slash behind the host on.
    private(set) var path = 0..<0
    /// Behind the question mark.
    private(set) var query = 0..<0
    /// Whether values may be written with escapes at all.
    private(set) var escape = GS1Origin.Escape.none

    /// The newest 16, by their number. No link is longer than a reader takes.
    private var slashes = InlineArray<16, UInt16>(repeating: 0)
    private var count = 0

    /// Finds the parts behind the scheme; refuses the first byte that no URI may hold.
    init(_ bytes: Span<UInt8>, from host: Int) throws(BarcodeError) {
        let end = bytes.count
        var start = end
        var question = end
        var fragment = end
        var index = host
        while index < end {
            let eight = index &+ 8 <= end ? EightBytes(bytes, at: index) : EightBytes(bytes, index..<end)
            var others = ~(eight.letters | eight.digits) & EightBytes.all
            while others != 0 {
                let place = index &+ EightBytes.first(others)
                others &= others &- 1
                switch bytes[place] {
                case UInt8(ascii: "/"):
                    guard question == end, fragment == end else { continue }
                    if count == 0 { start = place }
                    note(slash: place)
                case UInt8(ascii: "?"):
                    if start < end, fragment == end { question = min(question, place) }
                case UInt8(ascii: "#"):
                    if start < end { fragment = min(fragment, place) }
                case UInt8(ascii: "%"), UInt8(ascii: "+"):
                    escape = .percent
                case let byte:
                    guard Self.isURICharacter(byte) else { throw BarcodeError(.digitalLink, position: place) }
                }
            }
            index &+= 8
        }
        question = min(question, fragment)
        path = min(start, question)..<question
        query = min(question + 1, fragment)..<fragment
    }

    private mutating func note(slash index: Int) {
        slashes[count & 15] = UInt16(truncatingIfNeeded: index)
        count &+= 1
    }

    /// The slashes before an identifier and before its value, and the end of the value; pair 0 is the last one. `nil` before
    /// the first.
    func pair(_ number: Int) -> (identifier: Int, value: Int, end: Int)? {
        let last = count - 1 - 2 * number
        guard number < Self.capacity, last > 0 else { return nil }
        let slashes = slashes.span
        let end = number > 0 ? Int(slashes[(last + 1) & 15]) : path.upperBound
        return (Int(slashes[(last - 1) & 15]), Int(slashes[last & 15]), end)
    }

    /// RFC 3986, section 2: unreserved, reserved, and the percent sign, one bit each from 0x00 and from 0x40 on.
    private static func isURICharacter(_ byte: UInt8) -> Bool {
        let set: UInt64 = byte < 0x40 ? 0xAFFF_FFFA_0000_0000 : 0x47FF_FFFE_AFFF_FFFF
        return byte < 0x80 && set >> UInt64(byte & 0x3F) & 1 == 1
    }
}
