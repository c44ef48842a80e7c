import Testing

@testable import Agent

@Suite struct AlarmGateTests {
    @Test func `a line may raise some alarms in a row and then one each interval`() {
        var gate = AlarmGate()
        let start: UInt64 = 1_000_000
        var admitted = 0
        // Ten a second for a minute.
        for press in 0..<600 where gate.admits(at: start + UInt64(press) * 100) { admitted += 1 }
        #expect(admitted == AlarmGate.burst + 59_900 / Int(AlarmGate.interval))
        #expect(gate.held == UInt64(600 - admitted))
        let isOpen = gate.admits(at: start + 3_600_000)
        #expect(isOpen)
    }

    @Test func `a clock that stands or goes back opens nothing`() {
        var gate = AlarmGate()
        var admitted = 0
        for _ in 0..<100 where gate.admits(at: 5) { admitted += 1 }
        for now in stride(from: UInt64(5), to: 0, by: -1) where gate.admits(at: now) { admitted += 1 }
        #expect(admitted == AlarmGate.burst)
    }
}
