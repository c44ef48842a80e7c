import Coordinator
import Exchange
import FieldModel
import Wire

/// Bundles as a node makes them.
enum BundleFixture {
    static let epoch = Epoch(counter: 1, random: 7)

    static func bundle(_ events: [StoredEvent] = [], gaps: [Gap] = [], heads: [Bundle.Head] = []) -> Bundle {
        var bundle = Bundle(
            bootNonce: [UInt8](repeating: 9, count: Bundle.nonceBytes),
            epoch: epoch,
            sealed: BootInstant(boot: 1, milliseconds: 60_000)
        )
        bundle.events = events
        bundle.gaps = gaps
        bundle.heads = heads
        return bundle
    }

    static func stored(
        _ offset: UInt64,
        _ body: Body,
        epoch: Epoch = epoch,
        isExercise: Bool = false
    ) throws -> StoredEvent {
        let event = Event(
            instant: BootInstant(boot: 1, milliseconds: 50_000 + offset * 1_000),
            source: .agent,
            isExercise: isExercise,
            body: body
        )
        return StoredEvent(
            identity: EventIdentity(
                node: Site.node,
                epoch: epoch,
                stream: body.stream ?? .node,
                offset: offset
            ),
            bytes: try event.canonicalBytes()
        )
    }

    static func fix(
        _ offset: UInt64,
        latitude: Double = 59.33,
        isExercise: Bool = false
    ) throws -> StoredEvent {
        let fix = Fix(latitude: latitude, longitude: 18.07, accuracy: 4, speed: 12.5, course: 90)
        return try stored(offset, fix.map(Body.fix) ?? .unknown, isExercise: isExercise)
    }

    static func movement(_ offset: UInt64, _ delta: Int64, lot: String = "L1") throws -> StoredEvent {
        let code = Token(rawValue: "07350035400010")
        let key = code.map {
            StockKey(
                item: ItemKey(system: .gtin, code: $0),
                lot: Token(rawValue: lot),
                expiry: CalendarDay(year: 2031, month: 3, day: 31),
                location: StockLocation(gln: Token(rawValue: "7350000000001"))
            )
        }
        let body = key.map { Body.stockMovement(StockMovement(action: .receipt, key: $0, delta: delta)) }
        return try stored(offset, body ?? .unknown)
    }

    static func delivery(_ bundle: Bundle, at arrival: Int64 = 1_800_000_000_000) throws -> Delivery {
        try Delivery(bundle, node: Site.node, arrival: arrival)
    }
}
