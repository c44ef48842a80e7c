import FieldModel
import Synchronization
import Wire

/// Events that never end, made before the clock runs.
///
/// One journal takes all of them in their order: the patients on board stay as few as the simulated ambulance has places.
struct EventFeed {
    private let events = ShiftEvents.mixed(count: 20_000)
    private var position = 0

    /// Bytes of a canonical event.
    var meanBytes: Int {
        let sizes = events.prefix(1000).compactMap { try? $0.canonicalBytes().count }
        return sizes.reduce(0, +) / max(sizes.count, 1)
    }

    mutating func next(_ count: Int) -> [Event] {
        defer { position += count }
        return (position..<position + count).map { events[$0 % events.count] }
    }
}

/// Events handed to whoever asks next.
final class EventQueue: Sendable {
    private let events: [Event]
    private let position = Atomic(0)

    init(_ events: [Event]) { self.events = events }

    func next() -> Event? {
        let index = position.wrappingAdd(1, ordering: .relaxed).oldValue
        return index < events.count ? events[index] : nil
    }
}
