package import FieldModel

extension Token: ExpressibleByStringLiteral {
    /// For the literals of tests; anything that is no token becomes `?`.
    package init(stringLiteral value: String) {
        self = Token(rawValue: value) ?? "?"
    }
}

/// One product in several lots and places.
enum StockFixture {
    static let item = ItemKey(system: .gtin, code: "07350035400010")

    static func key(lot: String = "L1", gln: String = "") -> StockKey {
        StockKey(
            item: item,
            lot: Token(rawValue: lot),
            expiry: CalendarDay(rawValue: 20_270_331),
            location: StockLocation(gln: Token(rawValue: gln))
        )
    }
}
