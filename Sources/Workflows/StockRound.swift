internal import FieldModel

/// The labels of one go of receiving or issuing.
struct StockRound: Sendable {
    /// Serial numbers and logistic units that one round can tell apart.
    static let maximumUnits = 16_384
    /// The most that one scan moves, in base units.
    static let maximumQuantity: UInt32 = 1_000_000

    /// What can only be moved once.
    private enum Unit: Hashable {
        case serial(ItemKey, Token)
        case logistic(Token)
    }

    let action: StockMovement.Action
    var location: StockLocation
    /// For the next label only.
    private(set) var quantity: UInt32?
    private var logisticUnit: Token?
    private var moved: Set<Unit> = []

    init(action: StockMovement.Action, location: StockLocation) {
        self.action = action
        self.location = location
    }

    mutating func set(quantity: UInt32) -> ScanFeedback {
        guard (1...Self.maximumQuantity).contains(quantity) else { return .refused(.quantity) }
        self.quantity = quantity
        return .accepted
    }

    /// A pallet or case whose contents stand on the next label.
    mutating func set(logisticUnit: Token) -> ScanFeedback {
        guard !moved.contains(.logistic(logisticUnit)) else { return .duplicate }
        self.logisticUnit = logisticUnit
        return .accepted
    }

    /// The movement of one label; a quantity that waited for it is spent, also on a label that is not taken.
    mutating func take(_ label: ItemLabel, actor: Token?) -> (StockMovement?, ScanFeedback) {
        let number = quantity ?? label.quantity ?? 1
        let logisticUnit = label.logisticUnit ?? logisticUnit
        quantity = nil
        self.logisticUnit = nil
        guard (1...Self.maximumQuantity).contains(number) else { return (nil, .refused(.quantity)) }
        let unit = label.serial.map { Unit.serial(label.item, $0) } ?? logisticUnit.map(Unit.logistic)
        if let unit {
            guard !moved.contains(unit) else { return (nil, .duplicate) }
            guard moved.count < Self.maximumUnits else { return (nil, .refused(.modeFull)) }
            moved.insert(unit)
        }
        let place = label.location.map { location.at($0) } ?? location
        let movement = StockMovement(
            action: action,
            key: StockKey(item: label.item, lot: label.lot, expiry: label.expiry, location: place),
            delta: action == .issue ? -Int64(number) : Int64(number),
            serial: label.serial,
            logisticUnit: logisticUnit,
            actor: actor
        )
        return (movement, .accepted)
    }
}

extension StockLocation {
    /// The place of this GLN; a bin belongs to its own GLN only.
    func at(_ gln: Token) -> StockLocation { StockLocation(gln: gln, bin: gln == self.gln ? bin : nil) }
}
