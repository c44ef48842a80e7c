import FieldModel
import Workflows

/// Plays scans into one session, a second apart unless told otherwise.
struct ScanPlayer {
    var session: ScanSession
    var now: UInt64 = 10_000
    var onBoard: Set<Token> = []

    init(_ change: (inout ScanSettings) -> Void = { _ in }) {
        var settings = ScanSettings(source: .agent, location: StockLocation(gln: "7350000000001", bin: "B1"))
        change(&settings)
        session = ScanSession(settings: settings)
    }

    mutating func scan(_ scan: Scan, after seconds: UInt64 = 1) -> ScanOutcome {
        now += seconds * 1_000
        return session.handle(scan, at: BootInstant(boot: 1, milliseconds: now)) { onBoard.contains($0) }
    }

    /// The bodies of all events that these scans make.
    mutating func bodies(_ scans: Scan...) -> [Body] { scans.flatMap { scan($0).events.map(\.body) } }

    mutating func wait(_ seconds: UInt64) -> ScanOutcome? {
        now += seconds * 1_000
        return session.expire(at: BootInstant(boot: 1, milliseconds: now))
    }
}

extension Scan {
    static let embark = Scan.command(.patient(.embark))
    static let t1 = Scan.command(.triage(.immediate))
    static let litter = Scan.command(.mobility(.litter))
    static let done = Scan.command(.done)

    static func box(
        lot: Token = "L1",
        serial: Token? = nil,
        quantity: UInt32? = nil,
        logisticUnit: Token? = nil
    ) -> Scan {
        .item(
            ItemLabel(
                item: StockFixture.item,
                lot: lot,
                serial: serial,
                quantity: quantity,
                logisticUnit: logisticUnit
            )
        )
    }
}
