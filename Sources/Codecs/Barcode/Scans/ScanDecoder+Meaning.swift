import FieldModel

extension ScanDecoder {
    /// An item, else a pallet, else a place, else the other half of a label. What names a person is known to be there and never
    /// what it is.
    func meaning(of reading: borrowing BarcodeReading) -> Scan {
        let meaning = reading.meaning
        guard let lot = token(meaning.lot, reading),
            let serial = token(meaning.serial ?? meaning.donation, reading),
            let unit = token(meaning.logisticUnit, reading), let place = token(meaning.location, reading),
            let code = token(meaning.item, reading)
        else { return .refused(.malformed) }
        if let code = code.value, let system = meaning.itemSystem {
            return .item(
                ItemLabel(
                    item: ItemKey(system: system, code: code),
                    lot: lot.value,
                    expiry: meaning.expiry,
                    serial: serial.value,
                    quantity: meaning.quantity,
                    logisticUnit: unit.value,
                    location: place.value,
                    link: reading.check,
                    isSuspicious: meaning.isSuspicious
                )
            )
        }
        if let unit = unit.value { return .logisticUnit(unit) }
        if let place = place.value { return .location(place) }
        let part = LabelPart(
            system: reading.itemSystem,
            lot: lot.value,
            expiry: meaning.expiry,
            serial: serial.value,
            quantity: meaning.quantity,
            link: reading.linkCharacter,
            isSuspicious: meaning.isSuspicious
        )
        if part.lot != nil || part.expiry != nil || part.serial != nil || part.quantity != nil {
            return .part(part)
        }
        return .refused(meaning.namesPerson ? .personalKey : .unrecognised)
    }

    private struct Field {
        let value: Token?
    }

    /// The value as a token, without one where there is none or it is private; `nil` where it cannot be one.
    private func token(_ slice: BarcodeSlice?, _ reading: borrowing BarcodeReading) -> Field? {
        guard let slice else { return Field(value: nil) }
        guard let token = Token(rawValue: reading.text.string(slice)) else { return nil }
        let isPrivate = privatePatterns.contains { $0.matches(token.rawValue.utf8) }
        return Field(value: isPrivate ? nil : token)
    }
}

extension BarcodeReading {
    /// The system of the item that a label without an item belongs to.
    fileprivate var itemSystem: ItemKey.System {
        switch system {
        case .gs1: .gtin
        case .hibc: .hibc
        case .isbt128: .isbt128
        case .ppn: .ppn
        }
    }

    /// HIBC: the check character of a primary label.
    fileprivate var check: UInt8? {
        guard system == .hibc, let unit = first(.unitOfMeasure) else { return nil }
        return Modulo43.check(text, 0..<unit.value.range.upperBound).flatMap(Modulo43.character)
    }

    /// HIBC: the link character of a secondary label.
    fileprivate var linkCharacter: UInt8? {
        guard system == .hibc, let link = first(.link), link.value.count == 1 else { return nil }
        return text[link.value.start]
    }
}
