import FieldModel
import TestKit
import Testing

@testable import Codecs

@Suite struct KeyDecoderTests {
    private func text(_ scan: KeyedScan?) -> String? {
        scan.map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    @Test(arguments: KeyMap.allCases) func `what a scanner of this layout types comes out as it was`(
        _ map: KeyMap
    ) {
        var typist = Typist(map)
        let all = String(String.UnicodeScalarView((0x20...0x7E).map { Unicode.Scalar(UInt8($0)) }))
        #expect(typist.type(all).isEmpty)
        #expect(typist.ended() == all)
        typist.type("]d2010735003540001010B12A")
        #expect(typist.ended() == "]d2010735003540001010B12A")
    }

    @Test(arguments: [(UInt16(28), "Enter"), (96, "keypad Enter"), (15, "TAB")])
    func `a suffix ends the scan`(_ key: UInt16, _ name: String) {
        var typist = Typist()
        typist.type("A1")
        #expect(typist.press(key).map { text($0) } == ["A1"])
        #expect(typist.press(key).isEmpty)
        #expect(typist.decoder.hasSuffix)
    }

    @Test(arguments: [(UInt16(50), "CR"), (36, "LF"), (23, "TAB"), (46, "ETX")])
    func `a suffix may be typed with Ctrl`(_ key: UInt16, _ name: String) {
        var typist = Typist()
        typist.type("A1")
        #expect(typist.press(key, with: [29]).map { text($0) } == ["A1"])
    }

    /// Modifiers and key, and the control character.
    private static let controls: [(map: KeyMap, modifiers: [UInt16], key: UInt16, byte: UInt8)] = [
        (.american, [29], 27, 0x1D), (.american, [97], 27, 0x1D), (.american, [29], 43, 0x1C),
        (.american, [29, 42], 7, 0x1E), (.american, [29], 7, 0x1E), (.american, [29], 32, 0x04),
        (.american, [29], 48, 0x02), (.american, [29, 42], 12, 0x1F), (.american, [29], 26, 0x1B),
        (.swedish, [29], 27, 0x1D), (.swedish, [29], 32, 0x04), (.swedish, [97], 26, 0x1B),
        (.german, [29], 27, 0x1D), (.german, [29], 32, 0x04), (.german, [29], 6, 0x1D),
    ]

    @Test(arguments: controls)
    func `Ctrl makes control characters`(
        _ map: KeyMap,
        _ modifiers: [UInt16],
        _ key: UInt16,
        _ byte: UInt8
    ) {
        var typist = Typist(map)
        typist.press(key, with: modifiers)
        typist.type("x")
        #expect(typist.press(28).first?.bytes == [byte, UInt8(ascii: "x")])
    }

    /// Figures typed while Alt is down, and what comes of them.
    private static let alts: [(figures: [UInt8], text: String)] = [
        ([0, 2, 9], "\u{1D}"), ([2, 9], "\u{1D}"), ([0, 0, 2, 9], "\u{1D}"), ([6, 5], "A"),
        ([0, 6, 5], "A"), ([0, 2, 2, 9], "å"), ([1, 3, 4], "å"), ([0, 1, 2, 8], "€"), ([2, 5, 5], "\u{A0}"),
        ([1, 2, 8], "Ç"), ([0, 2, 5, 5], "ÿ"), ([8, 3, 6, 4], "€"), ([0, 3, 0], "\u{1E}"),
    ]

    @Test(arguments: alts) func `Alt and figures make a character`(_ figures: [UInt8], _ expected: String) {
        let keypad: [UInt16] = [82, 79, 80, 81, 75, 76, 77, 71, 72, 73]
        let row: [UInt16] = [11, 2, 3, 4, 5, 6, 7, 8, 9, 10]
        for keys in [keypad, row] {
            for alt: UInt16 in [56, 100] {
                var typist = Typist()
                typist.type("(")
                _ = typist.decoder.take(key: alt, value: 1)
                for figure in figures { typist.press(keys[Int(figure)]) }
                #expect(typist.decoder.isTyping)
                _ = typist.decoder.take(key: alt, value: 0)
                typist.type(")")
                #expect(typist.ended() == "(\(expected))")
            }
        }
    }

    @Test func `AltGr and Ctrl with Alt reach the third level of a national keyboard only`() {
        for modifiers: [UInt16] in [[100], [29, 56], [97, 56]] {
            var typist = Typist(.swedish)
            typist.press(10, with: modifiers)
            #expect(typist.ended() == "]")
        }
        var typist = Typist(.german)
        typist.press(16, with: [100])
        typist.press(12, with: [100])
        #expect(typist.ended() == "@\\")
    }

    @Test(arguments: [
        [UInt8](repeating: 9, count: 8), [5, 5, 2, 9, 6], [1, 1, 1, 4, 1, 1, 2],
        [UInt8](repeating: 9, count: 300),
    ]) func `a number that names no character refuses the scan`(_ figures: [UInt8]) {
        let keypad: [UInt16] = [82, 79, 80, 81, 75, 76, 77, 71, 72, 73]
        var typist = Typist()
        typist.type("AB")
        _ = typist.decoder.take(key: 56, value: 1)
        for figure in figures { typist.press(keypad[Int(figure)]) }
        _ = typist.decoder.take(key: 56, value: 0)
        #expect(typist.press(28) == [KeyedScan(bytes: [], refusal: .malformed)])
        typist.type("AB")
        #expect(typist.ended() == "AB")
    }

    @Test func `an accent waits for its letter, and the space bar sets it free`() {
        var typist = Typist(.swedish)
        typist.press(27, with: [42])
        typist.press(57)
        typist.press(27, with: [42])
        typist.press(27, with: [42])
        typist.press(13)
        typist.type("e")
        typist.press(27)
        #expect(typist.ended() == "^^´e¨")
    }

    @Test func `Caps Lock turns letters over and nothing else`() {
        var typist = Typist(.swedish)
        typist.press(58)
        #expect(typist.decoder.isCapsLocked)
        for key: UInt16 in [30, 26, 2, 12] { typist.press(key) }
        typist.press(30, with: [42])
        typist.press(2, with: [54])
        typist.press(58)
        typist.press(30)
        #expect(typist.ended() == "AÅ1+a!a")
        typist = Typist(.german)
        typist.press(58)
        typist.press(12)
        typist.press(21)
        #expect(typist.ended() == "ßZ")
    }

    @Test func `a held key counts once, and a release that never came does no harm`() {
        var typist = Typist()
        _ = typist.decoder.take(key: 30, value: 1)
        for _ in 0..<50 { _ = typist.decoder.take(key: 30, value: 2) }
        _ = typist.decoder.take(key: 48, value: 1)
        _ = typist.decoder.take(key: 46, value: 1)
        _ = typist.decoder.take(key: 46, value: 1)
        for value: Int32 in [2, 3, -1, .max, .min] { _ = typist.decoder.take(key: 31, value: value) }
        #expect(typist.ended() == "abcc")
    }

    @Test func `a pause ends a scan of a scanner without suffix`() {
        var typist = Typist()
        #expect(typist.decoder.pause() == nil)
        typist.type("ABC")
        #expect(text(typist.decoder.pause()) == "ABC")
        #expect(typist.decoder.pause() == nil)
    }

    @Test func `a pause cuts a scan of a scanner with suffix, which is refused`() {
        var typist = Typist()
        typist.type("ABC")
        #expect(typist.ended() == "ABC")
        typist.type("]d20107350035400010")
        #expect(typist.decoder.pause() == KeyedScan(bytes: [], refusal: .incomplete))
        typist.type("10B12")
        #expect(typist.ended() == "10B12")
    }

    @Test func `lost events refuse the scan that they belong to, also an empty one, and no other`() {
        var typist = Typist()
        typist.type("AB")
        typist.decoder.lose()
        typist.decoder.hold(KeySet(bitmap: [0, 0, 0, 0, 0, 0b100]))
        typist.press(46)
        _ = typist.decoder.take(key: 42, value: 0)
        #expect(typist.press(28) == [KeyedScan(bytes: [], refusal: .incomplete)])
        typist.type("AB")
        #expect(typist.ended() == "AB")
        typist.decoder.lose()
        #expect(typist.decoder.pause() == KeyedScan(bytes: [], refusal: .incomplete))
        #expect(typist.decoder.pause() == nil)
    }

    @Test func `what is down after lost events counts`() {
        var typist = Typist()
        typist.decoder.hold(KeySet(bitmap: [0, 0, 0, 0, 0, 0b100]))
        typist.press(30)
        _ = typist.decoder.take(key: 42, value: 0)
        typist.press(30)
        #expect(typist.ended() == "Aa")
    }

    @Test
    func `a function or cursor key is spelled as a terminal spells it, and the reader finds its separator`()
        throws
    {
        var typist = Typist()
        typist.type("]d2010735003540001010B12A")
        typist.press(66)
        typist.type("21SN1")
        let bytes = try #require(typist.press(28).first?.bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "]d2010735003540001010B12A\u{1B}[19~21SN1")
        let decoder = ScanDecoder(reader: ScanReader(currentYear: 2026))
        guard case .item(let label) = decoder.decode(bytes.span).first else {
            Issue.record("no item")
            return
        }
        #expect(label.lot?.rawValue == "B12A")
        #expect(label.serial?.rawValue == "SN1")
    }

    @Test func `a key that means nothing refuses the scan, and shift and locks alone do not`() {
        for key: UInt16 in [85, 113, 240, 255] {
            var typist = Typist()
            typist.type("A")
            typist.press(key)
            #expect(typist.press(28) == [KeyedScan(bytes: [], refusal: .malformed)])
        }
        var typist = Typist()
        for key: UInt16 in [42, 54, 29, 97, 56, 100, 125, 126, 69, 70, 0x110, .max] { typist.press(key) }
        #expect(!typist.decoder.isTyping)
    }

    @Test func `a scan of 512 bytes is taken, one more is refused, and none grows further`() {
        var typist = Typist()
        for _ in 0..<512 { typist.press(30) }
        #expect(typist.press(28).first?.bytes.count == 512)
        for _ in 0..<100_000 { typist.press(30) }
        #expect(typist.press(28) == [KeyedScan(bytes: [], refusal: .tooLong)])
    }

    @Test(arguments: 0..<64) func `a device that lies traps nothing and says no more than a scan holds`(
        seed: UInt64
    ) {
        var random = SplitMix(seed)
        var decoder = KeyDecoder(map: KeyMap.allCases[Int(seed) % 3])
        for _ in 0..<5_000 {
            let key =
                random.next() % 4 == 0
                ? UInt16.random(in: .min ... .max, using: &random)
                : UInt16.random(in: 0...127, using: &random)
            let value =
                random.next() % 8 == 0
                ? Int32.random(in: .min ... .max, using: &random) : Int32.random(in: 0...2, using: &random)
            var scan = decoder.take(key: key, value: value)
            switch random.next() % 200 {
            case 0: scan = decoder.pause() ?? scan
            case 1: decoder.lose()
            case 2:
                decoder.hold(KeySet(bitmap: (0..<96).map { _ in UInt8.random(in: 0...255, using: &random) }))
            default: break
            }
            guard let scan else { continue }
            #expect(scan.bytes.count <= KeyDecoder.capacity)
            #expect(scan.bytes.isEmpty == (scan.refusal != nil))
            #expect(String(validating: scan.bytes, as: UTF8.self) != nil)
        }
    }
}
