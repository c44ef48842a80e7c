internal import FieldModel

/// Tells one more box from the same thing scanned again.
///
/// GTIN and lot say nothing about which box it is, so a repeat of them is one more. A serial number, a donation and a logistic
/// unit exist once.
struct ScanMemory: Sendable {
    /// More things than this cannot be told apart.
    static let capacity = 16_384

    enum Thing: Hashable {
        case serial(ItemKey, Token)
        case logisticUnit(Token)
    }

    enum Verdict: Sendable {
        case new
        case same
        case full
    }

    private var things: Set<Thing> = []

    /// What a label can be recognised by; `nil` when every such label is one more.
    static func thing(_ label: ItemLabel, on logisticUnit: Token?) -> Thing? {
        if let serial = label.serial { return .serial(label.item, serial) }
        return logisticUnit.map(Thing.logisticUnit)
    }

    func knows(_ thing: Thing) -> Bool { things.contains(thing) }

    mutating func note(_ thing: Thing) -> Verdict {
        if things.contains(thing) { return .same }
        guard things.count < Self.capacity else { return .full }
        things.insert(thing)
        return .new
    }
}
