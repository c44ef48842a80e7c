import Codecs
import FieldModel
import Testing

@Suite struct ScanDecoderTests {
    private let decoder = ScanDecoder(
        gs1: GS1Parser(currentYear: 2026),
        patterns: [TagPattern("PAT-######"), TagPattern("@@##*"), TagPattern("##########")].compactMap { $0 }
    )

    private func decode(_ text: String) -> Scan { decode(Array(text.utf8)) }
    private func decode(_ bytes: [UInt8]) -> Scan { decoder.decode(bytes.span) }

    @Test(arguments: [
        "8112189876", "19811218-9876", "811218+9876", "198112189876", "]C08112189876", "8112789873",
        "PAT8112189876",
        "]d1811218-9876 ", "]C18112189876",
    ])
    func `what is shaped like a personal number is refused first`(text: String) {
        #expect(decode(text) == .refused(.personalNumber))
    }

    @Test(arguments: ["8112189877", "8113189876", "19811218987", "811218-98765"])
    func `other digits are not taken for one`(text: String) {
        #expect(decode(text) != .refused(.personalNumber))
    }

    @Test func `a retail code is an item whatever its digits look like`() throws {
        guard case .item(let label) = decode("]E07350035400010") else {
            Issue.record("no item")
            return
        }
        #expect(label.item.code.rawValue == "07350035400010")
        #expect(decode("]E07350035400011") == .refused(.checkDigit))
        #expect(decode("]E0735003540001") == .refused(.malformed))
    }

    @Test func `every printed command is read`() {
        for (word, command) in CommandCode.words {
            #expect(decode("BK:\(word)") == .command(command))
            #expect(decode("]C0BK:\(word)") == .command(command))
        }
        #expect(decode("BK:QTY:12") == .command(.quantity(12)))
        #expect(decode("BK:QTY:99999") == .command(.quantity(99_999)))
    }

    @Test(arguments: [
        "BK:", "BK:QTY:0", "BK:QTY:100000", "BK:QTY:-1", "BK:QTY:+1", "BK:T5", "BK:embark", "BK:T1 ",
    ])
    func `other commands are not recognised`(text: String) {
        #expect(decode(text) == .refused(.unrecognised))
    }

    @Test func `tags follow their masks`() throws {
        #expect(decode("PAT-000123") == .tag(try #require(Token(rawValue: "PAT-000123"))))
        #expect(decode("AB12-REST-9") == .tag(try #require(Token(rawValue: "AB12-REST-9"))))
        #expect(decode("PAT-00012") == .refused(.unrecognised))
        #expect(decode("pat-000123") == .refused(.unrecognised))
        #expect(decode("AB12" + String(repeating: "X", count: 37)) == .refused(.unrecognised))
    }

    @Test(arguments: ["", "*", "A*B", "å#", "A B"])
    func `a mask that says nothing is refused`(mask: String) {
        #expect(TagPattern(mask) == nil)
    }

    @Test func `bytes that are no text and scans without end are refused`() {
        #expect(decode([0xFF, 0x00, 0x41] as [UInt8]) == .refused(.malformed))
        #expect(decode("") == .refused(.unrecognised))
        #expect(decode(String(repeating: "1", count: 513)) == .refused(.tooLong))
        #expect(decode("\u{1D}010735003540001") == .refused(.malformed))
    }

    @Test(arguments: 0..<300)
    func `no bytes crash the decoder`(seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
        let alphabet = Array("]d2C10E017002134180\u{1D}-+BK:QTYAZ".utf8)
        var bytes = Array("]d2".utf8.prefix(Int(seed % 4)))
        for _ in 0..<Int(seed % 60) {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            bytes.append(alphabet[Int(state >> 33) % alphabet.count])
        }
        _ = decode(bytes)
    }
}
