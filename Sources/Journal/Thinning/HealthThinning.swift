import FieldModel

/// Which reports of health stay: the first, the newest of each hour, and each in which something
/// changed that changes seldom: mains, ignition, clock, tamper, doubt in the load, the flash memory's own warning.
package struct HealthThinning: Sendable {
    private static let window: UInt64 = 3_600_000

    package init() {}

    /// One answer for each event. What is no health stays. Costs O(number of events) time and memory.
    package func kept(_ span: [SpanEvent]) -> [Bool] {
        var kept = [Bool](repeating: true, count: span.count)
        var before: (index: Int, event: Event, health: DeviceHealth)?
        for (index, element) in span.enumerated() {
            guard let event = element.event, case .health(let health) = event.body else { continue }
            if let before {
                kept[index] = Self.isChange(before.event, before.health, event, health)
                if !Self.isSameHour(before.event.instant, event.instant) { kept[before.index] = true }
            }
            before = (index, event, health)
        }
        if let before { kept[before.index] = true }
        return kept
    }

    private static func isChange(
        _ before: Event,
        _ old: DeviceHealth,
        _ event: Event,
        _ new: DeviceHealth
    )
        -> Bool
    {
        old.onMains != new.onMains || old.ignition != new.ignition || old.clock != new.clock
            || old.isTampered != new.isTampered || old.isLoadQuestioned != new.isLoadQuestioned
            || old.flashWarning != new.flashWarning
            || before.label != event.label || before.isExercise != event.isExercise
            || before.corrects != event.corrects || before.source != event.source
    }

    private static func isSameHour(_ a: BootInstant, _ b: BootInstant) -> Bool {
        a.boot == b.boot && a.milliseconds / window == b.milliseconds / window
    }
}
