import FieldModel

/// The parts of ISBT 128 structures, for those who print or check them.
extension BarcodeReading {
    /// The field of the last element.
    var lastField: BarcodeField? { count > 0 ? self[count - 1].field : nil }

    /// The number of the data structure, 0...40, of an element; `nil` for one of another system.
    package func structure(_ index: Int) -> UInt16? {
        let value = self[index].field.rawValue
        return (12_000...12_999).contains(value) ? value - 12_000 : nil
    }

    /// The two flags behind the donation number; `nil` when none were scanned.
    package var donationFlags: BarcodeSlice? {
        guard let element = first(.isbt128(1)), element.value.count == 15 else { return nil }
        return BarcodeSlice(start: element.value.start + 13, count: 2)
    }

    /// The keyboard entry check character of the donation number.
    package var donationCheck: UInt8? {
        guard let donation = meaning.donation, donation.count == 13 else { return nil }
        let bytes = bytes(donation)
        return Modulo37.check(bytes.span, 0..<13).map(Modulo37.character)
    }

    /// `gg` of the blood group structure: two characters.
    package var bloodGroupCode: BarcodeSlice? {
        first(.isbt128(2)).map { BarcodeSlice(start: $0.value.start, count: 2) }
    }

    /// What the blood group structure means; `nil` for a code that the standard does not list.
    package var bloodGroup: BloodGroup? {
        guard let code = bloodGroupCode else { return nil }
        return BloodGroup(text[code.start], text[code.start + 1])
    }

    /// The date that an element holds; `nil` for a structure without one.
    package func date(_ index: Int) -> ISBT128Date? {
        guard let structure = structure(index) else { return nil }
        let bytes = bytes(self[index].value)
        return ISBT128Date(structure: structure, bytes.span, 0..<self[index].value.count)
    }

    private func bytes(_ slice: BarcodeSlice) -> InlineArray<16, UInt8> {
        var bytes = InlineArray<16, UInt8>(repeating: 0)
        for offset in 0..<min(slice.count, 16) { bytes[offset] = text[slice.start + offset] }
        return bytes
    }
}
