import Testing

@testable import Agent

struct LineCountTests {
    private func count(_ level: String, _ edges: UInt64, name: String = "di1") -> LineCount {
        LineCount(name: name, role: "ignition", level: level, edges: edges)
    }

    @Test(
        arguments: [
            ("off", 5, "on", 8, Finding(.lineChanged, "di1", "ignition", "off", "on", "3", "5")),
            ("on", 5, "on", 7, Finding(.lineChanged, "di1", "ignition", "on", "on", "2", "5")),
            ("unknown", 5, "on", 5, Finding(.lineChanged, "di1", "ignition", "unknown", "on", "0", "5")),
            ("on", 5, "on", 2, Finding(.lineChanged, "di1", "ignition", "on", "on", "2", "5")),
            ("on", 5, "on", 5, Finding(.lineLevel, "di1", "ignition", "on")),
        ] as [(String, UInt64, String, UInt64, Finding)]
    )
    func `a change of level and edges are told, and a line that did nothing by its level`(
        before: String,
        first: UInt64,
        after: String,
        last: UInt64,
        expected: Finding
    ) {
        #expect(count(after, last).finding(since: count(before, first), seconds: 5) == expected)
    }

    @Test func `what a running agent found is told with what its lines did, and the rest as it was`() {
        let known = [
            Finding(.agentRunning, "1 min"), Finding(.lineLevel, "di1", "ignition", "off"),
            Finding(.lineLevel, "di2", "door", "on"), Finding(.lineLevel, "new", "door", "on"),
        ]
        let found = LineCount.findings(
            known,
            before: [count("off", 0), count("on", 4, name: "di2")],
            after: [count("on", 1), count("on", 4, name: "di2"), count("on", 1, name: "new")],
            seconds: 15
        )
        #expect(
            found == [
                known[0], Finding(.lineChanged, "di1", "ignition", "off", "on", "1", "15"),
                Finding(.lineLevel, "di2", "ignition", "on"), known[3],
            ]
        )
    }

    @Test func `a count comes back from the control socket as it went, and anything else is none`() {
        for count in [count("on", 0), count("unknown", .max)] {
            #expect(LineCount(line: count.line[...]) == count)
        }
        for line in ["", "{\"error\":\"x\"}", "a\tb\ton", "a\tb\ton\t-1", "a\tb\ton\t1\t2"] {
            #expect(LineCount(line: line[...]) == nil)
        }
    }
}
