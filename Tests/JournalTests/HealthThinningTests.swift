import FieldModel
import Journal
import Testing

@Suite struct HealthThinningTests {
    private func span(_ count: UInt64, _ change: (UInt64) -> DeviceHealth) -> [SpanEvent] {
        TrackSpan.numbered(
            (0..<count).map {
                Event(
                    instant: BootInstant(boot: 1, milliseconds: $0 * 300_000),
                    source: .agent,
                    body: .health(change($0))
                )
            }
        )
    }

    private func indices(_ span: [SpanEvent]) -> [Int] {
        let kept = HealthThinning().kept(span)
        return kept.indices.filter { kept[$0] }
    }

    @Test func `the first and the newest of each hour stay`() {
        let span = span(36) { DeviceHealth(onMains: true, battery: UInt32($0)) }
        #expect(indices(span) == [0, 11, 23, 35])
    }

    @Test func `every change of mains, ignition or clock stays`() {
        let span = span(12) {
            DeviceHealth(onMains: $0 < 3, ignition: $0 < 5 ? nil : true, clock: $0 < 7 ? .unset : .trusted)
        }
        #expect(indices(span) == [0, 3, 5, 7, 11])
        #expect(indices(TrackSpan.keeping(span, HealthThinning().kept(span))) == [0, 1, 2, 3, 4])
    }

    @Test func `every change of tamper, of doubt in the load and of the flash memory's warning stays`() {
        let span = span(12) {
            var health = DeviceHealth()
            health.isTampered = $0 == 2
            health.isLoadQuestioned = $0 < 6 ? nil : true
            health.flashWarning = $0 < 8 ? .normal : .urgent
            health.temperature = Int32($0)
            return health
        }
        #expect(indices(span) == [0, 2, 3, 6, 8, 11])
    }

    @Test func `what is no health stays`() {
        var span = span(12) { _ in DeviceHealth() }
        span[4] = SpanEvent(offset: 104, event: nil)
        span[6] = SpanEvent(
            offset: 106,
            event: Event(instant: BootInstant(boot: 1, milliseconds: 0), source: .agent, body: .unknown)
        )
        #expect(indices(span) == [0, 4, 6, 11])
    }
}
