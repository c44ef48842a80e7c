import Codecs
import FieldModel
import Simulator
import Workflows

/// What the people of a shift make with their scanner: the simulator's labels through decoder and session, as the daemon
/// does it.
struct ShiftEvents {
    private static let firstDay: Int64 = 1_772_352_000_000

    private var shift: ScanShift
    private var session: ScanSession
    private let decoder = ScanDecoder(
        reader: ScanReader(currentYear: 2026),
        patterns: [TagPattern("PAT-######")].compactMap(\.self)
    )
    /// Seconds since the shift began.
    private(set) var seconds = 0.0

    init(_ place: ScanShift.Place, seed: UInt64) {
        shift = ScanShift(place, seed: seed)
        session = ScanSession(
            settings: ScanSettings(
                source: SourceID(rawValue: "scanner") ?? .agent,
                location: StockLocation(gln: Token(rawValue: "7350035400003"))
            )
        )
    }

    /// The events of the next act.
    mutating func next() -> [Event] {
        var events: [Event] = []
        for step in shift.next() {
            seconds += step.pause
            let instant = BootInstant(boot: 0, milliseconds: UInt64(seconds * 1000))
            for scan in decoder.decode(Array(step.text.utf8).span) {
                events += session.handle(scan, at: instant, isOnBoard: { _ in true }).events
            }
        }
        return events
    }

    /// What a daemon writes first.
    static let profile = Event(
        instant: BootInstant(boot: 0, milliseconds: 0),
        source: .agent,
        body: .unitProfile(
            UnitProfile(
                callSign: "3390-1010",
                kind: .vehicle,
                type: "akutambulans",
                capacity: Capacity(litter: 1, sitting: 2, icu: 0)
            )
        )
    )

    /// Patient and stock events in turn, one each, of an ambulance and a warehouse.
    static func mixed(count: Int) -> [Event] {
        var shifts = [ShiftEvents(.ambulance, seed: 1), ShiftEvents(.warehouse, seed: 2)]
        var waiting: [[Event]] = [[], []]
        return (0..<count).map { number in
            let side = number % 2
            while waiting[side].isEmpty { waiting[side] = shifts[side].next().reversed() }
            return waiting[side].removeLast()
        }
    }
}
