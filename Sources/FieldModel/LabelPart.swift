/// What a label says that names no item: the second barcode of a GS1 pair, an HIBC secondary, an ISBT 128 donation number.
package struct LabelPart: Sendable, Equatable {
    /// The system of the item label that it belongs to.
    package var system: ItemKey.System
    package var lot: Token?
    package var expiry: CalendarDay?
    package var serial: Token?
    package var quantity: UInt32?
    /// HIBC: the check character of the primary label that it belongs to, ASCII.
    package var link: UInt8?
    /// A separator seems lost on the way, so that a value may have swallowed the next.
    package var isSuspicious: Bool

    package init(
        system: ItemKey.System,
        lot: Token? = nil,
        expiry: CalendarDay? = nil,
        serial: Token? = nil,
        quantity: UInt32? = nil,
        link: UInt8? = nil,
        isSuspicious: Bool = false
    ) {
        self.system = system
        self.lot = lot
        self.expiry = expiry
        self.serial = serial
        self.quantity = quantity
        self.link = link
        self.isSuspicious = isSuspicious
    }

    /// Both parts in one; `nil` when they say the same thing differently or belong to different labels.
    package func merged(with other: LabelPart) -> LabelPart? {
        guard system == other.system, link == other.link, agree(lot, other.lot), agree(expiry, other.expiry),
            agree(serial, other.serial), agree(quantity, other.quantity)
        else { return nil }
        return LabelPart(
            system: system,
            lot: lot ?? other.lot,
            expiry: expiry ?? other.expiry,
            serial: serial ?? other.serial,
            quantity: quantity ?? other.quantity,
            link: link,
            isSuspicious: isSuspicious || other.isSuspicious
        )
    }
}

extension ItemLabel {
    /// The label with what a part adds; `nil` when the part is of another label or contradicts this one.
    package func completed(by part: LabelPart) -> ItemLabel? {
        guard part.system == item.system, part.link == nil || part.link == link, agree(lot, part.lot),
            agree(expiry, part.expiry), agree(serial, part.serial), agree(quantity, part.quantity)
        else { return nil }
        var label = self
        label.lot = lot ?? part.lot
        label.expiry = expiry ?? part.expiry
        label.serial = serial ?? part.serial
        label.quantity = quantity ?? part.quantity
        label.isSuspicious = isSuspicious || part.isSuspicious
        return label
    }
}

private func agree<Value: Equatable>(_ one: Value?, _ other: Value?) -> Bool {
    one == nil || other == nil || one == other
}
