package import FieldModel

extension Projections {
    /// The rows of a node whose status holds for the goods of a movement: their own, and those of the same lot that say less of expiry
    /// or place, because an order that names less is meant for more.
    package static func statusRows(for key: StockKey, isExercise: Bool = false) -> [String] {
        var places = [key.location]
        if key.location.bin != nil { places.append(StockLocation(gln: key.location.gln)) }
        if key.location.gln != nil { places.append(StockLocation()) }
        var keys = places.map { place in
            var wider = key
            wider.location = place
            return wider
        }
        // Without a lot, a row without an expiry is that of other goods.
        if key.lot != nil, key.expiry != nil {
            keys += keys.map { known in
                var wider = known
                wider.expiry = nil
                return wider
            }
        }
        return keys.map { name(of: $0, isExercise: isExercise) }
    }
}
