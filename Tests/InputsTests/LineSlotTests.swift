import FieldModel
import Hardware
import LinuxIO
import Testing

@testable import Inputs

@Suite struct LineSlotTests {
    private func slot(_ role: LineRole) throws -> LineSlot {
        let name = try #require(SourceID(rawValue: "line"))
        return LineSlot(LineSettings(name: name, chip: "chip", place: .offset(0), role: role), tag: 0)
    }

    /// Looks at which the queue is full, until that is a storm; returns when the pause ends.
    private func storm(_ slot: inout LineSlot) throws -> UInt64 {
        let edges = (0..<GPIOLine.queue).map { LineEdge(isActive: $0 % 2 == 0, instant: 0) }
        var now: UInt64 = 1
        while !slot.isStorming {
            let burst = LineBurst(edges: edges, isFull: true, isActive: false)
            switch slot.follower {
            case .level(var watch):
                _ = watch.take(burst, at: now)
                slot.follower = .level(watch)
            case .pulses(var counter):
                _ = counter.take(burst, at: now)
                slot.follower = .pulses(counter)
            case .output, .none: break
            }
            now += 100_000_000
            try #require(now < 10_000_000_000)
        }
        return try #require(slot.due)
    }

    @Test(arguments: [LineRole.door, .odometer(millimetresPerPulse: 500)])
    func `a line that is refused after a storm is left alone until it is tried again`(role: LineRole) throws {
        var slot = try slot(role)
        #expect(slot.due == nil)
        let end = try storm(&slot)
        #expect(slot.status.trouble == "storm")
        slot.refusal = "in use"
        slot.retry = end + 5_000_000_000
        #expect(slot.due == end + 5_000_000_000)
        #expect(slot.status.trouble == "in use")
    }

    @Test func `nothing is due of a line whose chip is not there`() throws {
        for role in [LineRole.door, .odometer(millimetresPerPulse: 500), .beeper, .unused] {
            #expect(try slot(role).due == nil)
        }
    }
}
