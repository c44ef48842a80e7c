package import FieldModel

/// The lots that lie where a probe stands.
package enum AffectedLots {
    /// Keys of the stock rows at a place whose balance is not zero, in the order of the rows. A balance that cannot be read is
    /// not zero either.
    package static func keys(
        at location: StockLocation,
        in rows: some Sequence<(name: String, state: [UInt8])>
    ) -> [StockKey] {
        rows.compactMap { row in
            guard let key = Projections.key(ofStock: row.name), covers(location, key.location) else {
                return nil
            }
            guard let state = try? StockState(decoding: row.state) else { return key }
            return state.balance == 0 ? nil : key
        }
    }

    private static func covers(_ place: StockLocation, _ other: StockLocation) -> Bool {
        place.gln == other.gln && (place.bin == nil || place.bin == other.bin)
    }
}

extension Projections {
    /// What stands before the names of all stock rows that are no exercise.
    package static let stockRows = "stock/"

    /// What the name of a stock row says; `nil` for any other name, and for stock of an exercise.
    package static func key(ofStock name: String) -> StockKey? {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 7, parts[0] == "stock", let number = UInt8(parts[1]),
            let system = ItemKey.System(rawValue: number), let code = token(parts[2])
        else { return nil }
        let key = StockKey(
            item: ItemKey(system: system, code: code),
            lot: token(parts[3]),
            expiry: UInt32(parts[4]).flatMap(CalendarDay.init(rawValue:)),
            location: StockLocation(gln: token(parts[5]), bin: token(parts[6]))
        )
        return Projections.name(of: key) == name ? key : nil
    }

    private static func token(_ part: String) -> Token? {
        guard part.contains("%") else { return Token(rawValue: part) }
        var text = ""
        var rest = part[...]
        while let character = rest.popFirst() {
            if character == "%" {
                text += rest.prefix(2) == "2F" ? "/" : "%"
                rest = rest.dropFirst(2)
            } else {
                text.append(character)
            }
        }
        return Token(rawValue: text)
    }
}
