import FieldModel
import Journal
import Wire
import Workflows

extension Token: ExpressibleByStringLiteral {
    /// For the literals of tests; anything that is no token becomes `?`.
    package init(stringLiteral value: String) { self = Token(rawValue: value) ?? "?" }
}

/// Events as inputs make them.
enum Given {
    static let health = event(.health(DeviceHealth()))
    static let alarm = event(.alarm(Alarm(kind: .duress)))
    /// A load with half an axis: no canonical bytes exist for it.
    static let invalid = event(.patientLoad(PatientLoad(foldedThrough: 0, total: 1, triage: [1])))

    static func event(_ body: Body, at milliseconds: UInt64 = 1_000) -> Event {
        Event(instant: BootInstant(boot: 0, milliseconds: milliseconds), source: .agent, body: body)
    }

    static func fix(_ number: Int) -> Event {
        var fix = Fix(latitude: 59, longitude: 18)
        fix?.latitude += Int32(number)
        return event(fix.map(Body.fix) ?? .unknown, at: UInt64(number) * 100)
    }

    static func embark(_ tag: Token) -> Event {
        event(.patientMovement(PatientMovement(action: .embark, tag: tag, mobility: .litter)))
    }

    /// What a crew says that looked.
    static func declared(_ total: UInt32) -> Event {
        event(.patientLoad(PatientLoad(foldedThrough: 0, total: total, isDeclared: true)))
    }

    static func mission(_ state: MissionStatus.State) -> Event {
        event(.missionStatus(MissionStatus(state: state)))
    }

    static func stock(_ delta: Int64, lot: Token = "L1") -> Event {
        let action: StockMovement.Action = delta < 0 ? .issue : .receipt
        return event(.stockMovement(StockMovement(action: action, key: key(lot), delta: delta)))
    }

    static func key(_ lot: Token) -> StockKey {
        StockKey(
            item: ItemKey(system: .gtin, code: "07350035400010"),
            lot: lot,
            expiry: nil,
            location: StockLocation()
        )
    }
}

extension Journal {
    /// Every event of a stream, as it stands on the disk.
    func all(_ stream: FieldModel.Stream, epoch: Epoch? = nil) async throws(JournalError) -> [StoredEvent] {
        try await list(stream, epoch: epoch, from: 0, limit: .max)
    }

    func unsent(_ stream: FieldModel.Stream) async throws(JournalError) -> [StoredEvent] {
        try await unsent(UnsentQuery(stream: stream, events: .max, bytes: .max))
    }

    /// A receipt of one coordinator for one stream.
    @discardableResult
    func receive(
        _ stream: FieldModel.Stream,
        _ ranges: [Range<UInt64>],
        epoch: Epoch,
        incarnation: UInt8 = 1
    ) async throws(JournalError) -> ReceiptEffect {
        try await acknowledge(
            stream.domain,
            coordinator: 1,
            incarnation: [UInt8](repeating: incarnation, count: 16),
            durable: [(epoch, stream, IntervalSet(ranges))]
        )
    }

    func isSound() async throws(JournalError) -> Bool { try await verify().isSound }
}

extension [StoredEvent] {
    var offsets: [UInt64] { map(\.identity.offset) }
    var bytes: [[UInt8]] { map(\.bytes) }
}
