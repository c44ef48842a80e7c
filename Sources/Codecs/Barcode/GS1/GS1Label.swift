package import FieldModel

/// What the elements of one GS1 symbol say. A recipient's number is known to be there and never what it is.
package struct GS1Label: Sendable, Equatable {
    package var gtin: Token?
    package var logisticUnit: Token?
    package var lot: Token?
    package var production: CalendarDay?
    package var expiry: CalendarDay?
    package var serial: Token?
    package var count: UInt32?
    package var location: Token?
    package var namesPerson = false

    /// The meaning of the scan: an item, else a pallet, else a place.
    package var scan: Scan {
        if let gtin {
            return .item(
                ItemLabel(
                    item: ItemKey(system: .gtin, code: gtin),
                    lot: lot,
                    expiry: expiry,
                    serial: serial,
                    quantity: count,
                    logisticUnit: logisticUnit,
                    location: location
                )
            )
        }
        if let logisticUnit { return .logisticUnit(logisticUnit) }
        if let location { return .location(location) }
        return .refused(namesPerson ? .personalKey : .malformed)
    }
}
