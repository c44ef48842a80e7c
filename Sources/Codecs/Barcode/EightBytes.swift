/// Eight bytes side by side in one word, so that one step asks all of them. The first byte is the lowest.
///
/// Answers are exact for every value of a byte: no sum here carries from one byte into the next.
struct EightBytes {
    /// One flag for each of the eight: the highest bit of its byte.
    typealias Flags = UInt64

    static let all: Flags = 0x8080_8080_8080_8080
    private static let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    private static let zeros: UInt64 = 0x3030_3030_3030_3030

    let word: UInt64

    private init(word: UInt64) { self.word = word }

    /// The eight bytes from a place on, which must be there.
    @inline(__always)
    init(_ bytes: Span<UInt8>, at start: Int) {
        let raw = bytes.bytes
        word = UInt64(littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self))
    }

    /// The at most seven bytes of a range; digits `0` stand in for those that it lacks.
    @inline(__always)
    init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        let room = bytes.count &- range.lowerBound
        let count = range.upperBound &- range.lowerBound
        let read: UInt64
        if room >= 8 {
            read = EightBytes(bytes, at: range.lowerBound).word
        } else if bytes.count >= 8 {
            let last = EightBytes(bytes, at: bytes.count &- 8).word
            read = last &>> UInt64(truncatingIfNeeded: (8 &- room) &* 8)
        } else {
            read = Self.gather(bytes, range)
        }
        let missing = ~0 &<< UInt64(truncatingIfNeeded: count &* 8)
        word = read & ~missing | Self.zeros & missing
    }

    /// For the rare text that is shorter than a word.
    @inline(never)
    private static func gather(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
        var word: UInt64 = 0
        for index in range.reversed() { word = word &<< 8 | UInt64(bytes[index]) }
        return word
    }

    /// The bytes that are this one.
    @inline(__always)
    func flags(_ byte: UInt8) -> Flags {
        let differing = word ^ Self.repeated(byte)
        return ~((differing & Self.low) &+ Self.low | differing) & Self.all
    }

    /// The bytes from one to another in ASCII, both included.
    @inline(__always)
    func flags(_ first: UInt8, _ last: UInt8) -> Flags {
        let ascii = word & Self.low
        let reached = ascii &+ Self.repeated(0x80 &- first)
        let passed = ascii &+ Self.repeated(0x7F &- last)
        return reached & ~passed & ~word & Self.all
    }

    /// With these bits set in every byte, to ask for several values at once.
    @inline(__always)
    func with(_ bits: UInt8) -> EightBytes { EightBytes(word: word | Self.repeated(bits)) }

    /// Letters of either case.
    var letters: Flags { with(0x20).flags(0x61, 0x7A) }

    var digits: Flags { flags(0x30, 0x39) }

    /// How many digits stand in front, 0...8.
    var leadingDigits: Int { Self.first(~digits & Self.all) }

    /// How many digits stand at the end, 0...8.
    var trailingDigits: Int { (~digits & Self.all).leadingZeroBitCount &>> 3 }

    /// Without the first 0...7 bytes; zero bytes follow at the end.
    @inline(__always)
    func dropping(_ count: Int) -> EightBytes {
        EightBytes(word: word &>> UInt64(truncatingIfNeeded: count &* 8))
    }

    /// The value of the digit at a place 0...7.
    func digit(_ place: Int) -> Int {
        Int(truncatingIfNeeded: word &>> UInt64(truncatingIfNeeded: place &* 8) & 0x0F)
    }

    /// The number that the digits at a place 0...6 and behind it say, 0...99.
    func pair(_ place: Int) -> Int { digit(place) &* 10 &+ digit(place &+ 1) }

    /// The sum of the digits, those at the even places or those at the odd ones three times; at most 144.
    @inline(__always)
    func digitSum(triplesEven: Bool) -> Int {
        // In the highest byte of the product the first digit meets the highest weight.
        let weights: UInt64 = triplesEven ? 0x0301_0301_0301_0301 : 0x0103_0103_0103_0103
        let digits = word & 0x0F0F_0F0F_0F0F_0F0F
        return Int(truncatingIfNeeded: (digits &* weights) &>> 56)
    }

    @inline(__always)
    private static func repeated(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

    /// The place of the first flag, 0...7, or 8 when there is none.
    @inline(__always)
    static func first(_ flags: Flags) -> Int { flags.trailingZeroBitCount &>> 3 }
}
