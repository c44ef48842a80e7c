import Codecs
import Testing

@Suite struct KeyboardLayoutTests {
    static func text(_ string: String) throws -> ScanText {
        var text = ScanText()
        for (index, byte) in string.utf8.enumerated() {
            let hasRoom = text.append(byte, from: index)
            try #require(hasRoom)
        }
        return text
    }

    @Test(arguments: [
        (KeyboardLayout.americanOnSwedish, "¨d2", "]d2"), (.americanOnSwedish, "ë0", "]e0"),
        (.americanOnSwedish, "Ë0", "]E0"), (.americanOnSwedish, "Ä0", "]A0"),
        (.americanOnSwedish, "¨C1", "]C1"),
        (.americanOnSwedish, "ÁA9991", "=AA9991"), (.americanOnSwedish, "À123", "+A123"),
        (.americanOnSwedish, "x+?´`åÅ¨^öÖäÄ'*§½;:-_", "x-_=+[{]};:'\"\\|`~<>/?"),
        (.americanOnSwedish, "!\"#¤%&/()=", "!@#$%^&*()"),
        (.americanOnGerman, "+d2", "]d2"), (.americanOnGerman, "ü=:", "[)>"),
        (.americanOnGerman, "´;E", "=<E"),
        (.americanOnGerman, "`A123", "+A123"), (.americanOnGerman, "Zy-ß", "Yz/-"),
        (.swedishOnAmerican, "-A123", "+A123"), (.swedishOnAmerican, ")<&>", "=;/:"),
        (.germanOnAmerican, "]A1yz", "+A1zy"),
    ])
    func `what the host shows becomes what was scanned`(
        layout: KeyboardLayout,
        seen: String,
        meant: String
    ) throws {
        #expect(layout.repaired(try Self.text(seen))?.string == meant)
    }

    @Test(arguments: [KeyboardLayout.americanOnSwedish, .americanOnGerman])
    func `every key of an American scanner comes back`(layout: KeyboardLayout) throws {
        for byte in UInt8(0x20)...0x7E {
            let meant = "a" + String(Unicode.Scalar(byte))
            var seen = String.UnicodeScalarView()
            for scalar in meant.unicodeScalars { seen.append(layout.seen(scalar)) }
            let text = try Self.text(String(seen))
            #expect((layout.repaired(text) ?? text).string == meant)
        }
    }

    @Test(arguments: ["abc", "]d2", "ø", "\u{FFFD}", "10A$B", "日本"])
    func `what a Swedish host cannot have typed is not repaired`(text: String) throws {
        #expect(KeyboardLayout.americanOnSwedish.repaired(try Self.text(text)) == nil)
    }

    @Test func `a repaired text knows where its bytes stood`() throws {
        let text = try #require(KeyboardLayout.americanOnSwedish.repaired(Self.text("¨d2Ö1")))
        #expect(text.string == "]d2:1")
        #expect((0...5).map { text.origin(of: $0) } == [0, 2, 3, 4, 6, 7])
    }

    @Test func `broken UTF-8 is no layout`() {
        for bytes in [[0xC3], [0xC3, 0x41], [0xE2, 0x90], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xFF]]
            as [[UInt8]]
        {
            var text = ScanText()
            for (index, byte) in bytes.enumerated() { _ = text.append(byte, from: index) }
            #expect(KeyboardLayout.allCases.allSatisfy { $0.repaired(text) == nil })
        }
    }
}
