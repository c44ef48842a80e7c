import FieldModel
import Hardware
import Inputs
import LinuxIO
import Testing

@Suite(.timeLimit(.minutes(1))) struct LineInputTests {
    private func lines() throws -> [LineSettings] {
        func line(_ name: String, _ offset: UInt32, _ role: LineRole) throws -> LineSettings {
            let name = try #require(SourceID(rawValue: name))
            return LineSettings(name: name, chip: "no-such-chip", place: .offset(offset), role: role)
        }
        return [
            try line("ignition", 0, .ignition), try line("lamp", 1, .acceptedLight),
            try line("way", 2, .odometer(millimetresPerPulse: 250)), try line("spare", 3, .unused),
        ]
    }

    @Test func `lines of a chip that is not there are unknown, and the chip is waited for`() async throws {
        let bank = try LineBank(try lines())
        let step = await bank.step()
        #expect(step.changes.isEmpty)
        #expect(step.wait > .zero && step.wait <= .seconds(2))
        let status = await bank.lines
        #expect(status.map(\.state.isActive) == [nil, nil, nil, nil])
        #expect(status.map(\.trouble) == Array(repeating: "the chip is not open", count: 3) + [nil])
        let chips = await bank.chipStatus
        #expect(chips.map(\.name) == ["no-such-chip"])
        guard case .waiting(let reason)? = chips.first?.counters.state else {
            Issue.record("the chip is open")
            return
        }
        // A chip of this machine that may not be opened could be the one that is wanted.
        #expect(reason != "starting")
        #expect(await bank.set(.agent, true) == false)
    }

    @Test func `waiting for a line ends with its task`() async throws {
        var input = try LineInput(try lines(), poller: try Poller())
        let bank = input.bank
        let task = Task { await input.next() }
        while await bank.chipStatus.first?.counters.state == .waiting(reason: "starting") {
            await Task.yield()
        }
        task.cancel()
        #expect(await task.value == nil)
    }

    @Test func `what is no chip is not opened as one`() {
        #expect(throws: GPIOError.self) { try GPIOChip.open("/dev/null") }
        #expect(throws: GPIOError.self) { try GPIOChip.open("/no/such/place") }
    }
}
