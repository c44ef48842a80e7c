/// The parts of a web address that a Digital Link has: where its path and its query lie.
struct GS1Link {
    /// From the first slash behind the host on.
    let path: Range<Int>
    /// Behind the question mark.
    let query: Range<Int>
    /// Whether values may be written with escapes at all.
    let escape: GS1Origin.Escape

    /// Finds the parts behind the scheme; refuses the first byte that no URI may hold.
    init(_ bytes: Span<UInt8>, from host: Int) throws(BarcodeError) {
        let end = bytes.count
        let start = bytes.firstIndex(of: UInt8(ascii: "/"), in: host..<end)
        var question = end
        var fragment = end
        var hasEscapes = false
        var index = host
        while index < end {
            let eight = index &+ 8 <= end ? EightBytes(bytes, at: index) : EightBytes(bytes, index..<end)
            // Most are letters, digits, and what ASCII has before the digits: `-`, `.` and `/`.
            var others = ~(eight.letters | eight.flags(0x2D, 0x39)) & EightBytes.all
            while others != 0 {
                let place = index &+ EightBytes.first(others)
                others &= others &- 1
                switch bytes[place] {
                case UInt8(ascii: "?"):
                    if start < place, fragment == end { question = min(question, place) }
                case UInt8(ascii: "#"):
                    if start < place { fragment = min(fragment, place) }
                case UInt8(ascii: "%"), UInt8(ascii: "+"):
                    hasEscapes = true
                case let byte:
                    guard Self.isURICharacter(byte) else { throw BarcodeError(.digitalLink, position: place) }
                }
            }
            index &+= 8
        }
        question = min(question, fragment)
        path = min(start, question)..<question
        query = min(question + 1, fragment)..<fragment
        escape = hasEscapes ? .percent : .none
    }

    /// RFC 3986, section 2: unreserved, reserved, and the percent sign, one bit each from 0x00 and from 0x40 on.
    private static func isURICharacter(_ byte: UInt8) -> Bool {
        let set: UInt64 = byte < 0x40 ? 0xAFFF_FFFA_0000_0000 : 0x47FF_FFFE_AFFF_FFFF
        return byte < 0x80 && set >> UInt64(byte & 0x3F) & 1 == 1
    }
}
