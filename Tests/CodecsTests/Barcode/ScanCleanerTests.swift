import Codecs
import Testing

@Suite struct ScanCleanerTests {
    private func clean(
        _ raw: String,
        _ cleaner: ScanCleaner = ScanCleaner()
    ) -> (text: ScanText, string: String)? {
        let bytes = Array(raw.utf8)
        let range = cleaner.range(of: bytes.span, within: bytes.indices)
        return cleaner.text(of: bytes.span, in: range).map { ($0, $0.string) }
    }

    @Test(arguments: [
        "A1\r\n", "A1\n", "A1\t", "\u{2}A1\u{3}\r", "\u{1D}A1\r", "\u{FEFF}A1", "\r\n\tA1", "A1\0", "A1",
    ])
    func `framing is taken away`(raw: String) {
        #expect(clean(raw)?.string == "A1")
    }

    @Test func `a space at the end is data`() {
        #expect(clean("+A1 \r")?.string == "+A1 ")
    }

    @Test func `nothing but framing is nothing`() {
        for raw in ["", "\r\n", "\u{2}\u{3}", "\u{1D}", "\0"] { #expect(clean(raw)?.string == "") }
    }

    @Test func `what a scanner is set to send is taken away once`() {
        let cleaner = ScanCleaner(prefixes: [Array("S>".utf8)], suffixes: [Array("#".utf8)])
        #expect(clean("\u{2}S>S>A##\u{3}\r", cleaner)?.string == "S>A#")
        #expect(clean("S>", cleaner)?.string == "")
        #expect(clean("#", cleaner)?.string == "")
        #expect(clean("", cleaner)?.string == "")
    }

    @Test func `a separator that a scanner is set to send becomes GS`() throws {
        let cleaner = ScanCleaner(separators: [Array("~1".utf8)])
        let text = try #require(clean("A~1B~2", cleaner)?.text)
        #expect(text.string == "A\u{1D}B~2")
        #expect(text.origin(of: 2) == 3)
        #expect(text.origin(of: 5) == 6)
    }

    @Test(arguments: [
        "{GS}", "<GS>", "<gs>", "[GS]", "^]", "\u{241D}", "\u{2194}", "{FNC1}", "\\x1D", "\\u001d", "<0x1D>",
        "~d029",
        "\u{1B}0\u{1B}2\u{1B}9", "\u{1B}[C", "\u{1B}[19~", "\u{1B}OP",
    ])
    func `a spelled GS becomes one`(spelling: String) throws {
        let text = try KeyboardLayoutTests.text("A\(spelling)B\(spelling)")
        let result = try #require(ScanCleaner.respelled(text))
        #expect(result.string == "A\u{1D}B\u{1D}")
        #expect(result.origin(of: 2) == 1 + spelling.utf8.count)
    }

    @Test func `the envelope's controls are read when spelled`() throws {
        let text = try KeyboardLayoutTests.text("[)>{RS}06{GS}9N1^^^D")
        #expect(ScanCleaner.respelled(text)?.string == "[)>\u{1E}06\u{1D}9N1\u{1E}\u{4}")
    }

    @Test(arguments: ["A^B", "{GS", "<G>", "\u{1B}", "\u{1B}[", "\u{1B}[1;2;3;4;5", "|", "029"])
    func `what spells nothing stays`(raw: String) throws {
        #expect(ScanCleaner.respelled(try KeyboardLayoutTests.text(raw)) == nil)
    }

    @Test func `more than 512 bytes are none`() {
        #expect(clean(String(repeating: "1", count: 512))?.string.utf8.count == 512)
        #expect(clean(String(repeating: "1", count: 513)) == nil)
        #expect(clean(String(repeating: "1", count: 512) + "\r\n") != nil)
    }
}
