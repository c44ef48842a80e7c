internal import FieldModel

/// The labels of one go of receiving or issuing.
struct StockRound: Sendable {
    /// The most that one scan moves, in base units.
    static let maximumQuantity: UInt32 = 1_000_000

    let action: StockMovement.Action
    var location: StockLocation
    /// For the next label only.
    private(set) var quantity: UInt32?
    private var logisticUnit: Token?
    private var memory = ScanMemory()
    private var merger: LabelMerger
    /// The movement of the last label, which a second label may complete, and whether its quantity was ordered.
    private var last: (movement: StockMovement, isOrdered: Bool)?

    init(action: StockMovement.Action, location: StockLocation, window: Duration) {
        self.action = action
        self.location = location
        merger = LabelMerger(window: window)
    }

    mutating func set(quantity: UInt32) -> ScanFeedback {
        guard (1...Self.maximumQuantity).contains(quantity) else { return .refused(.quantity) }
        self.quantity = quantity
        return .accepted
    }

    /// A pallet or case whose contents stand on the next label.
    mutating func set(logisticUnit: Token) -> ScanFeedback {
        guard !memory.knows(.logisticUnit(logisticUnit)) else { return .duplicate }
        self.logisticUnit = logisticUnit
        return .accepted
    }

    /// The movement of one label; a quantity that waited for it is spent, also on a label that is not taken.
    mutating func take(
        _ label: ItemLabel,
        actor: Token?,
        at instant: BootInstant
    ) -> (StockMovement?, ScanFeedback) {
        let ordered = quantity
        let logisticUnit = label.logisticUnit ?? logisticUnit
        quantity = nil
        self.logisticUnit = nil
        last = nil
        guard let label = merger.take(label, at: instant) else { return (nil, .refused(.otherLabel)) }
        let number = ordered ?? label.quantity ?? 1
        guard (1...Self.maximumQuantity).contains(number) else {
            merger.close()
            return (nil, .refused(.quantity))
        }
        switch ScanMemory.thing(label, on: logisticUnit).map({ memory.note($0) }) {
        case .same:
            merger.close()
            return (nil, .duplicate)
        case .full:
            merger.close()
            return (nil, .refused(.modeFull))
        case .new, nil:
            break
        }
        let place = label.location.map { location.at($0) } ?? location
        let movement = StockMovement(
            action: action,
            key: StockKey(item: label.item, lot: label.lot, expiry: label.expiry, location: place),
            delta: action == .issue ? -Int64(number) : Int64(number),
            serial: label.serial,
            logisticUnit: logisticUnit,
            reason: label.isSuspicious ? .possibleMissingSeparator : nil,
            actor: actor
        )
        last = (movement, ordered != nil)
        return (movement, .accepted)
    }

    /// What a second label changes: the movement of the first one taken back, and made again with what is known now.
    mutating func take(_ part: LabelPart, at instant: BootInstant) -> ([StockMovement], ScanFeedback) {
        switch merger.take(part, at: instant) {
        case .waits: return ([], .accepted)
        case .strange: return ([], .refused(.otherLabel))
        case .known: return ([], .duplicate)
        case .completes(let label): return complete(label)
        }
    }

    private mutating func complete(_ label: ItemLabel) -> ([StockMovement], ScanFeedback) {
        guard let (before, isOrdered) = last else { return ([], .refused(.otherLabel)) }
        var back = before
        back.delta = -before.delta
        back.reason = .labelPair
        var after = before
        after.key.lot = label.lot
        after.key.expiry = label.expiry
        after.serial = label.serial
        after.reason = label.isSuspicious ? .possibleMissingSeparator : .labelPair
        if !isOrdered, let number = label.quantity {
            guard (1...Self.maximumQuantity).contains(number) else { return ([], .refused(.quantity)) }
            after.delta = before.delta < 0 ? -Int64(number) : Int64(number)
        }
        if after.serial != before.serial, let serial = after.serial,
            memory.note(.serial(label.item, serial)) != .new
        {
            // The first label counted a thing that had been moved before.
            merger.close()
            last = nil
            return ([back], .duplicate)
        }
        last = (after, isOrdered)
        return ([back, after], .accepted)
    }

    /// Whether a part waits for its item label.
    var isWaiting: Bool { merger.isWaiting }

    /// Forgets a part whose item label never came; returns whether there was one.
    mutating func expire(at instant: BootInstant) -> Bool { merger.expire(at: instant) }
}

extension StockLocation {
    /// The place of this GLN; a bin belongs to its own GLN only.
    func at(_ gln: Token) -> StockLocation { StockLocation(gln: gln, bin: gln == self.gln ? bin : nil) }
}
