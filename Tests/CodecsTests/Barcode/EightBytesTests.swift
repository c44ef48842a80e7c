import TestKit
import Testing

@testable import Codecs

@Suite struct EightBytesTests {
    /// All values of a byte, each at a place of its own among others.
    private static let samples: [[UInt8]] = {
        var random = SplitMix(8)
        return (0..<256).flatMap { value in
            (0..<8).map { place in
                (0..<8).map { $0 == place ? UInt8(value) : UInt8.random(in: 0...255, using: &random) }
            }
        }
    }()

    private static func flags(_ bytes: [UInt8], _ isWanted: (UInt8) -> Bool) -> EightBytes.Flags {
        bytes.enumerated().reduce(0) { $0 | (isWanted($1.element) ? 0x80 << UInt64($1.offset * 8) : 0) }
    }

    @Test(arguments: [0x00, 0x25, 0x2F, 0x30, 0x7F, 0x80, 0xFF] as [UInt8])
    func `one byte is found wherever it stands`(byte: UInt8) {
        for bytes in Self.samples {
            let flags = EightBytes(bytes.span, at: 0).flags(byte)
            #expect(flags == Self.flags(bytes) { $0 == byte })
        }
    }

    @Test(
        arguments: [
            (0x00, 0x00), (0x00, 0x7F), (0x25, 0x3F), (0x30, 0x39), (0x61, 0x7A), (0x7F, 0x7F),
        ] as [(UInt8, UInt8)]
    )
    func `a range is found wherever its bytes stand`(first: UInt8, last: UInt8) {
        for bytes in Self.samples {
            let expected = Self.flags(bytes) { (first...last).contains($0) }
            let flags = EightBytes(bytes.span, at: 0).flags(first, last)
            #expect(flags == expected)
        }
    }

    @Test func `letters and digits are those of ASCII`() {
        for bytes in Self.samples {
            let eight = EightBytes(bytes.span, at: 0)
            #expect(
                eight.letters == Self.flags(bytes) { $0 < 0x80 && Character(Unicode.Scalar($0)).isLetter }
            )
            #expect(eight.digits == Self.flags(bytes) { (0x30...0x39).contains($0) })
            #expect(eight.leadingDigits == bytes.prefix { (0x30...0x39).contains($0) }.count)
            #expect(eight.trailingDigits == bytes.reversed().prefix { (0x30...0x39).contains($0) }.count)
        }
    }

    @Test func `zeros fill up what a range lacks, in text of any length`() {
        for length in 1...20 {
            let bytes = (0..<length).map { UInt8(0xE0 + $0) }
            for start in 0..<length {
                for end in start...min(length, start + 7) {
                    let expected =
                        Array(bytes[start..<end]) + Array(repeating: 0x30, count: 8 - (end - start))
                    let word = EightBytes(bytes.span, start..<end).word
                    #expect((0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) } == expected)
                }
            }
        }
    }

    @Test func `digits give their numbers and sums`() {
        let digits = Array("90817263".utf8)
        let eight = EightBytes(digits.span, at: 0)
        #expect((0..<8).map(eight.digit) == [9, 0, 8, 1, 7, 2, 6, 3])
        #expect([0, 2, 4, 6].map(eight.pair) == [90, 81, 72, 63])
        #expect((0..<8).map { eight.dropping($0).digit(0) } == [9, 0, 8, 1, 7, 2, 6, 3])
        #expect(eight.dropping(7).word == 0x33)
        #expect(eight.digitSum(triplesEven: true) == 96)
        #expect(eight.digitSum(triplesEven: false) == 48)
        let all = [UInt8](repeating: 0x39, count: 8)
        let nines = EightBytes(all.span, at: 0)
        #expect(nines.digitSum(triplesEven: true) == 144)
        #expect(nines.digitSum(triplesEven: false) == 144)
    }

    @Test func `a range is searched like byte by byte`() {
        var random = SplitMix(9)
        for _ in 0..<5_000 {
            let bytes = (0..<Int.random(in: 1...40, using: &random)).map { _ in
                UInt8.random(in: 0x2E...0x3B, using: &random)
            }
            let start = Int.random(in: 0...bytes.count, using: &random)
            let range = start..<Int.random(in: start...bytes.count, using: &random)
            let byte = UInt8.random(in: 0x2E...0x3B, using: &random)
            let index = bytes.span.firstIndex(of: byte, in: range)
            #expect(index == bytes[range].firstIndex(of: byte) ?? range.upperBound)
            let last = bytes.span.lastIndex(of: byte, in: range)
            #expect(last == bytes[range].lastIndex(of: byte))
            let end = bytes.span.endOfDigits(range)
            #expect(end == bytes[range].firstIndex { !(0x30...0x39).contains($0) } ?? range.upperBound)
            let digits = bytes.span.areDigits(range)
            #expect(digits == bytes[range].allSatisfy { (0x30...0x39).contains($0) })
        }
    }
}
