import FieldModel
import Hardware
import Testing

@Suite struct LineSignalTests {
    @Test func `each signal looks different by light alone`() {
        let looks = LineSignal.allCases.map { signal in
            [LineRole.acceptedLight, .refusedLight].map { signal.pattern(for: $0) }
        }
        for (index, look) in looks.enumerated() {
            #expect(!looks[(index + 1)...].contains(look))
            #expect(look.contains { $0?.steps.isEmpty == false })
        }
    }

    @Test func `each signal sounds different`() {
        let sounds = LineSignal.allCases.compactMap { $0.pattern(for: .beeper) }
        #expect(sounds.count == LineSignal.allCases.count)
        for (index, sound) in sounds.enumerated() { #expect(!sounds[(index + 1)...].contains(sound)) }
    }

    @Test func `no scan changes what shows the node's state`() {
        for signal in LineSignal.allCases { #expect(signal.pattern(for: .stateLight) == nil) }
    }

    @Test func `a pattern without bounds is none`() {
        typealias Step = OutputPattern.Step
        #expect(OutputPattern([Step(true, .milliseconds(9))]) == nil)
        #expect(OutputPattern([Step(true, .seconds(11))]) == nil)
        #expect(OutputPattern([Step(true, .seconds(1))], repeats: 0) == nil)
        #expect(OutputPattern([Step(true, .seconds(1))], repeats: 101) == nil)
        #expect(OutputPattern(Array(repeating: Step(true, .seconds(1)), count: 17)) == nil)
        #expect(OutputPattern([Step(true, .seconds(1))], repeats: nil)?.repeats == nil)
    }
}

@Suite struct LineStateTests {
    private func lines(_ levels: [Bool?], _ role: LineRole = .door) throws -> [LineState] {
        try levels.enumerated().map { number, level in
            LineState(name: try #require(SourceID(rawValue: "di\(number)")), role: role, isActive: level)
        }
    }

    @Test func `active lines are counted unless one is unknown`() throws {
        #expect(try lines([]).active(.door) == nil)
        #expect(try lines([false, false]).active(.door) == 0)
        #expect(try lines([true, false, true]).active(.door) == 2)
        #expect(try lines([true, nil]).active(.door) == nil)
        #expect(try lines([true]).active(.stretcher) == nil)
    }

    @Test func `one active line is certain though another is unknown`() throws {
        #expect(try lines([nil, true]).isAnyActive(.door) == true)
        #expect(try lines([nil, false]).isAnyActive(.door) == nil)
        #expect(try lines([false]).isAnyActive(.door) == false)
        #expect(try lines([]).isAnyActive(.door) == nil)
    }
}
