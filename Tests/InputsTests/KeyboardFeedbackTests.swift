import Testing

@testable import Inputs

@Suite struct KeyboardFeedbackTests {
    @Test func `four outcomes are four patterns that nobody mixes up`() {
        let patterns = ScanSignal.allCases.map { KeyboardFeedback.steps($0).map { "\($0.lit) \($0.time)" } }
        #expect(Set(patterns).count == 4)
        #expect(patterns.allSatisfy { !$0.isEmpty })
    }

    @Test(arguments: ScanSignal.allCases) func `no pattern touches Caps Lock or lasts two seconds`(
        _ signal: ScanSignal
    ) {
        let steps = KeyboardFeedback.steps(signal)
        #expect(steps.allSatisfy { $0.lit & 0b010 == 0 })
        #expect(steps.contains { $0.lit != 0 })
        #expect(steps.reduce(.zero) { $0 + $1.time } < .seconds(2))
    }

    @Test func `codes of a serial scanner differ for each outcome`() {
        let codes = SerialFeedback.Codes()
        let all = [codes.accepted, codes.duplicate, codes.expired, codes.refused]
        #expect(Set(all).count == 4)
        #expect(all.allSatisfy { !$0.isEmpty })
    }
}
