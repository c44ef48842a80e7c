import FieldModel

/// Decides when a report of health is worth an event: at once for what matters, later for what drifts.
struct HealthPace: Sendable {
    /// Unchanged health is said again after this long, ms.
    static let slow: UInt64 = 300_000
    /// No two reports are nearer than this, ms: a line that never rests must not fill the journal.
    static let shortest: UInt64 = 2_000
    /// How often the machine is looked at when nothing calls for it, ms.
    static let look: UInt64 = 60_000

    private var told: DeviceHealth?
    /// CLOCK_BOOTTIME milliseconds of the newest report.
    private var instant: UInt64 = 0

    /// Whether these are to be written down now; if so they count as told.
    mutating func isDue(_ health: DeviceHealth, at now: UInt64) -> Bool {
        guard rest(health, at: now) == 0 else { return false }
        told = health
        instant = now
        return true
    }

    /// Milliseconds until these would be due, if nothing changes.
    func rest(_ health: DeviceHealth, at now: UInt64) -> UInt64 {
        guard let told else { return 0 }
        let (due, overflow) = instant.addingReportingOverflow(
            health.isWorthTelling(after: told) ? Self.shortest : Self.slow
        )
        return overflow || due <= now ? 0 : due - now
    }
}

extension DeviceHealth {
    /// Whether something has changed enough since another report.
    func isWorthTelling(after old: DeviceHealth) -> Bool {
        let hasTurned =
            onMains != old.onMains || ignition != old.ignition || isTampered != old.isTampered
            || isLoadQuestioned != old.isLoadQuestioned || doorsOpen != old.doorsOpen
            || stretchersLatched != old.stretchersLatched || linksUp != old.linksUp || clock != old.clock
            || flashWarning != old.flashWarning || flashWorn != old.flashWorn
        return hasTurned || Self.differ(batteryPercent, old.batteryPercent, by: 5)
            || Self.differ(battery, old.battery, by: 500)
            || Self.differ(temperature, old.temperature, by: 5)
            || Self.differ(storageUsed, old.storageUsed, by: 5)
            || Self.isLow(memoryFree) != Self.isLow(old.memoryFree)
    }

    /// MiB below which the kernel will soon end programs.
    static let lowMemory: UInt32 = 32

    private static func isLow(_ memory: UInt32?) -> Bool { memory.map { $0 < lowMemory } ?? false }

    /// Whether two readings are that far apart; one that comes or goes is.
    private static func differ<Number: FixedWidthInteger>(
        _ new: Number?,
        _ old: Number?,
        by step: Int64
    ) -> Bool {
        guard let new, let old else { return (new == nil) != (old == nil) }
        return abs(Int64(new) - Int64(old)) >= step
    }
}
