import Testing

@testable import ConfigFiles

struct SpellingTests {
    @Test(arguments: [
        ("buad", "baud"), ("bauds", "baud"), ("devise", "device"), ("stopbits", "stop_bits"),
        ("parity", "parity"),
    ])
    func `a slip finds its word`(typed: String, meant: String) {
        #expect(
            Spelling.nearest(to: typed, among: ["name", "baud", "device", "stop_bits", "parity"]) == meant
        )
    }

    @Test(arguments: ["", "x", "colour", String(repeating: "baud", count: 30)])
    func `another word finds none`(typed: String) {
        #expect(Spelling.nearest(to: typed, among: ["name", "baud"]) == nil)
    }

    @Test(arguments: [("", "", 0), ("", "abc", 3), ("abc", "acb", 1), ("kitten", "sitting", 3)])
    func `the distance counts edits`(a: String, b: String, edits: Int) {
        #expect(Spelling.distance(a, b) == edits)
    }
}
