import FieldModel
import Testing

@testable import Agent

struct HealthPaceTests {
    private static func health(_ change: (inout DeviceHealth) -> Void = { _ in }) -> DeviceHealth {
        var health = DeviceHealth(
            onMains: true,
            battery: 12_600,
            linksUp: 1,
            storageUsed: 10,
            clock: .trusted
        )
        health.batteryPercent = 80
        health.temperature = 45
        health.memoryFree = 800
        change(&health)
        return health
    }

    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let isWorthTelling: Bool
        let change: @Sendable (inout DeviceHealth) -> Void
    }

    static let changes = [
        Change(testDescription: "mains", isWorthTelling: true) { $0.onMains = false },
        Change(testDescription: "mains unknown", isWorthTelling: true) { $0.onMains = nil },
        Change(testDescription: "ignition", isWorthTelling: true) { $0.ignition = false },
        Change(testDescription: "link", isWorthTelling: true) { $0.linksUp = 0 },
        Change(testDescription: "clock", isWorthTelling: true) { $0.clock = .rtc },
        Change(testDescription: "tamper", isWorthTelling: true) { $0.isTampered = true },
        Change(testDescription: "doubt", isWorthTelling: true) { $0.isLoadQuestioned = true },
        Change(testDescription: "door", isWorthTelling: true) { $0.doorsOpen = 1 },
        Change(testDescription: "latch", isWorthTelling: true) { $0.stretchersLatched = 0 },
        Change(testDescription: "flash", isWorthTelling: true) { $0.flashWorn = 20 },
        Change(testDescription: "flash warning", isWorthTelling: true) { $0.flashWarning = .urgent },
        Change(testDescription: "4 % of charge", isWorthTelling: false) { $0.batteryPercent = 76 },
        Change(testDescription: "5 % of charge", isWorthTelling: true) { $0.batteryPercent = 75 },
        Change(testDescription: "no charge told", isWorthTelling: true) { $0.batteryPercent = nil },
        Change(testDescription: "4 degrees", isWorthTelling: false) { $0.temperature = 49 },
        Change(testDescription: "5 degrees", isWorthTelling: true) { $0.temperature = 40 },
        Change(testDescription: "0.4 V", isWorthTelling: false) { $0.battery = 12_200 },
        Change(testDescription: "0.5 V", isWorthTelling: true) { $0.battery = 12_100 },
        Change(testDescription: "memory", isWorthTelling: false) { $0.memoryFree = 200 },
        Change(testDescription: "little memory", isWorthTelling: true) { $0.memoryFree = 31 },
        Change(testDescription: "disk", isWorthTelling: true) { $0.storageUsed = 15 },
        Change(testDescription: "events", isWorthTelling: false) { $0.unsentEvents = 5_000 },
        Change(testDescription: "extremes", isWorthTelling: true) { health in
            health.battery = .max
            health.temperature = .min
        },
    ]

    @Test(arguments: changes)
    func `what matters is told at once, what drifts in steps, and all of it in time`(change: Change) {
        var pace = HealthPace()
        let isFirstDue = pace.isDue(Self.health(), at: 1_000)
        #expect(isFirstDue)
        let later = Self.health(change.change)
        #expect(pace.rest(later, at: 10_000) == (change.isWorthTelling ? 0 : 291_000))
        let isDueAtOnce = pace.isDue(later, at: 10_000)
        #expect(isDueAtOnce == change.isWorthTelling)
        let isDueInTime = pace.isDue(later, at: 301_000)
        #expect(isDueInTime == !change.isWorthTelling)
    }

    @Test func `a line that never rests is told every two seconds`() {
        var pace = HealthPace()
        let count = (0..<600).count { step in
            pace.isDue(Self.health { $0.doorsOpen = UInt32(step % 2) }, at: UInt64(step) * 100)
        }
        // Even steps find the door as it was told, so every report comes with an odd distance to the one before.
        #expect((20...30).contains(count))
    }
}
