import FieldModel
import Testing

struct IdentifiersTests {
    @Test(arguments: ["A", "T-0001/x", String(repeating: "~", count: 40)])
    func `printable ASCII makes a token`(text: String) {
        #expect(Token(rawValue: text)?.rawValue == text)
    }

    @Test(arguments: ["", "a b", "å", "\u{7F}", "a\0", String(repeating: "x", count: 41)])
    func `anything else makes none`(text: String) {
        #expect(Token(rawValue: text) == nil)
    }

    @Test(arguments: ["", "Gnss", "a/b", String(repeating: "a", count: 33)])
    func `a source has a short plain name`(text: String) {
        #expect(SourceID(rawValue: text) == nil)
    }

    @Test func `an epoch is ordered by its counter and written with its random half`() {
        let older = Epoch(counter: 1, random: .max)
        let newer = Epoch(counter: 2, random: 0x2A)
        #expect(older < newer)
        #expect(newer.description == "2-0000002a")
        #expect(newer.counter == 2)
    }
}
