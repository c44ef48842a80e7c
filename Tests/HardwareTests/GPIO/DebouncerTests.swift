import Hardware
import TestKit
import Testing

@Suite struct DebouncerTests {
    typealias Change = Debouncer.Change

    /// Edges as (level, instant), what settles, and how many bounces are counted, all with a debounce time of 20.
    static let table: [(String, [(Bool, UInt64)], [Change], UInt64)] = [
        ("nothing", [], [], 0),
        ("one clean edge", [(true, 100)], [Change(isActive: true, instant: 100)], 0),
        ("a spike", [(true, 100), (false, 119)], [], 1),
        (
            "a pulse just long enough",
            [(true, 100), (false, 120)],
            [Change(isActive: true, instant: 100), Change(isActive: false, instant: 120)], 0
        ),
        (
            "a contact that bounces when it closes",
            [(true, 100), (false, 101), (true, 103), (false, 104), (true, 109)],
            [Change(isActive: true, instant: 109)], 2
        ),
        (
            "an edge that was missed", [(true, 100), (true, 110)],
            [Change(isActive: true, instant: 110)], 1
        ),
        ("the level that is there already", [(false, 50)], [], 0),
    ]

    @Test(arguments: table)
    func `a level counts once it was held`(
        _ name: String,
        _ edges: [(Bool, UInt64)],
        _ expected: [Change],
        _ bounces: UInt64
    ) {
        var debouncer = Debouncer(time: 20)
        debouncer.restart(false, at: 0)
        let seen1 = debouncer.settle(at: 20)
        #expect(seen1 == Change(isActive: false, instant: 0))
        var changes = edges.compactMap { debouncer.take($0.0, at: $0.1) }
        if let change = debouncer.settle(at: 1_000) { changes.append(change) }
        #expect(changes == expected, "\(name)")
        #expect(debouncer.bounces == bounces, "\(name)")
    }

    @Test func `without a debounce time every edge counts`() {
        var debouncer = Debouncer(time: 0)
        debouncer.restart(false, at: 0)
        _ = debouncer.settle(at: 0)
        let seen2 = debouncer.take(true, at: 5)
        #expect(seen2 == nil)
        let seen3 = debouncer.take(false, at: 6)
        #expect(seen3 == Change(isActive: true, instant: 5))
        let seen4 = debouncer.settle(at: 6)
        #expect(seen4 == Change(isActive: false, instant: 6))
    }

    @Test func `the largest debounce time and the last instant do not trap`() {
        var debouncer = Debouncer(time: .max)
        debouncer.restart(false, at: .max)
        #expect(debouncer.due == .max)
        let seen5 = debouncer.take(true, at: .max)
        #expect(seen5 == Change(isActive: false, instant: .max))
    }

    @Test func `what settles is what a look at the whole wave tells`() {
        var random = SplitMix(5)
        for _ in 0..<2_000 {
            let time = UInt64.random(in: 1...40, using: &random)
            var instant: UInt64 = 100
            var edges: [UInt64] = []
            for _ in 0..<Int.random(in: 0...30, using: &random) {
                instant += UInt64.random(in: 1...60, using: &random)
                edges.append(instant)
            }
            // Known: inactive. A level that begins at one edge counts if the next one is far enough away.
            var expected: [Change] = []
            var settled = false
            for (index, edge) in edges.enumerated() {
                let isActive = index % 2 == 0
                let end = index + 1 < edges.count ? edges[index + 1] : UInt64.max
                if end - edge >= time, isActive != settled {
                    expected.append(Change(isActive: isActive, instant: edge))
                    settled = isActive
                }
            }
            var debouncer = Debouncer(time: time)
            debouncer.restart(false, at: 0)
            _ = debouncer.settle(at: 99)
            var changes = edges.enumerated().compactMap { debouncer.take($0.offset % 2 == 0, at: $0.element) }
            if let change = debouncer.settle(at: .max) { changes.append(change) }
            #expect(changes == expected)
        }
    }
}
