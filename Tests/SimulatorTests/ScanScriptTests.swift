import Simulator
import Testing

@Suite struct ScanScriptTests {
    @Test func `a file gives its steps`() throws {
        let script = try ScanScript(parsing: "# morning\n+5.0 scan BK:EMBARK\n\n+1 scan ]d210A\\x1D21 B\r\n")
        #expect(script.steps.map(\.text) == ["BK:EMBARK", "]d210A\u{1D}21 B"])
        #expect(script.steps.map(\.pause) == [5, 1])
    }

    @Test(arguments: ["5 scan A", "+x scan A", "+5 type A", "+5 scan", "+-5 scan A", "+1e9 scan A"])
    func `a line that is no step is named`(line: String) {
        #expect(throws: ScanScript.Fault(line: 2)) { try ScanScript(parsing: "# x\n\(line)") }
    }

    @Test(arguments: ScanShift.Place.allCases)
    func `the same seed gives the same day`(place: ScanShift.Place) {
        var (one, two, other) = (
            ScanShift(place, seed: 7), ScanShift(place, seed: 7), ScanShift(place, seed: 8)
        )
        let days = (0..<50).map { _ in (one.next(), two.next(), other.next()) }
        #expect(days.allSatisfy { $0.0 == $0.1 })
        #expect(days.contains { $0.0 != $0.2 })
    }
}
