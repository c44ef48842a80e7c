import Testing

@testable import Inputs

@Suite struct LateWatchTests {
    private func late(_ setting: Bool?, _ times: [UInt64]) -> [Bool] {
        var watch = LateWatch(setting)
        return times.map { watch.isLate(at: $0, answers: 0) }
    }

    @Test func `a setting is believed at any pace`() {
        #expect(late(true, [0, 60_000, 60_001]) == [true, true, true])
        #expect(late(false, [0, 1, 2, 3, 4, 5]) == [Bool](repeating: false, count: 6))
    }

    @Test func `a row that no person can scan is late from its fourth on, until there is silence`() {
        #expect(late(nil, [0, 100, 200, 300, 400]) == [false, false, false, true, true])
        // A label that the scanner took longer to send does not end the row.
        #expect(late(nil, [0, 1, 2, 3, 1_500, 1_600]) == [false, false, false, true, true, true])
        #expect(late(nil, [0, 1, 2, 3, 2_004, 2_005]) == [false, false, false, true, false, false])
    }

    @Test func `a fast person is not late`() {
        #expect(late(nil, [0, 300, 350, 400, 700, 750, 1_000]) == [Bool](repeating: false, count: 7))
        #expect(late(nil, (0..<50).map { $0 * 150 }).allSatisfy { !$0 })
    }

    @Test func `one that waits for answers is no row, and an answer at the end of a run ends none`() {
        var watch = LateWatch(nil)
        let quick = (0..<20).map { watch.isLate(at: UInt64($0) * 10, answers: $0) }
        #expect(!quick.contains(true))
        for time: UInt64 in 1_000..<1_004 { _ = watch.isLate(at: time, answers: 20) }
        let isLate = watch.isLate(at: 1_500, answers: 21)
        #expect(isLate)
    }

    @Test func `a clock that jumps back begins anew`() {
        #expect(late(nil, [100, 101, 102, 50, 51, 52]) == [Bool](repeating: false, count: 6))
    }
}
