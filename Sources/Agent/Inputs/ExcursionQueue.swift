import FieldModel

/// Events of excursions on their way into the journal; a journal that is full keeps them here.
struct ExcursionQueue: Sendable {
    struct Entry: Sendable {
        let event: Event
        let place: ProbePlace
        /// The probe's state to be written down once the event is durable; empty when nothing is open any more.
        var saved: [UInt8]?
    }

    /// The most events that wait.
    static let most = 256
    /// How many go into the journal together.
    private static let batch = 16

    private var entries: [Entry] = []

    /// The events of one excursion, and the state that goes with the last of them.
    mutating func add(_ events: [Event], of place: ProbePlace, saved: [UInt8]?) {
        for (index, event) in events.enumerated() {
            entries.append(Entry(event: event, place: place, saved: index == events.count - 1 ? saved : nil))
        }
    }

    func holds(_ probe: Token) -> Bool { entries.contains { $0.place.probe == probe } }

    /// Gives the last event of a probe a newer state; false when none waits.
    mutating func replace(_ saved: [UInt8], of probe: Token) -> Bool {
        guard let index = entries.lastIndex(where: { $0.place.probe == probe }) else { return false }
        entries[index].saved = saved
        return true
    }

    /// Gives up the oldest of too many; returns how many.
    mutating func cut() -> Int {
        let lost = max(0, entries.count - Self.most)
        entries.removeFirst(lost)
        return lost
    }

    /// The oldest events; `nil` when none waits.
    mutating func take() -> [Entry]? {
        guard !entries.isEmpty else { return nil }
        defer { entries.removeFirst(min(Self.batch, entries.count)) }
        return Array(entries.prefix(Self.batch))
    }

    mutating func putBack(_ batch: [Entry]) { entries.insert(contentsOf: batch, at: 0) }
}
