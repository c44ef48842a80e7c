import Hardware
import Inputs
import Testing

@Suite struct ScanSignalTests {
    @Test func `each signal looks different by light alone`() {
        let looks = ScanSignal.allCases.map { signal in
            [LineRole.acceptedLight, .refusedLight].map { signal.pattern(for: $0) }
        }
        for (index, look) in looks.enumerated() {
            #expect(!looks[(index + 1)...].contains(look))
            #expect(look.contains { $0?.steps.isEmpty == false })
        }
    }

    @Test func `each signal sounds different`() {
        let sounds = ScanSignal.allCases.compactMap { $0.pattern(for: .beeper) }
        #expect(sounds.count == ScanSignal.allCases.count)
        for (index, sound) in sounds.enumerated() { #expect(!sounds[(index + 1)...].contains(sound)) }
    }

    @Test func `no scan changes what shows the node's state`() {
        for signal in ScanSignal.allCases { #expect(signal.pattern(for: .stateLight) == nil) }
    }
}
