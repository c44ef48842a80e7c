import FieldModel

/// What the structures mean to the rest of the program.
extension ISBT128Reader {
    func store(
        _ structure: ISBT128Structure,
        _ bytes: Span<UInt8>,
        _ content: Range<Int>,
        _ reading: inout BarcodeReading
    ) throws(BarcodeError) {
        let field = BarcodeField.isbt128(structure.number)
        let start = content.lowerBound
        if structure.number == 1 { return try storeDonation(bytes, content, &reading) }
        let isNationalDonor = structure.number == 0 && bytes[start - 1] == UInt8(ascii: ";")
        if structure.namesPerson || isNationalDonor {
            if structure.number == 39 { try checkDonorRegistration(bytes, content) }
            reading.meaning.namesPerson = true
            return try append(field, bytes, start..<start, &reading)
        }
        if structure.number == 40, !(bytes[start] == 0x43 && bytes[start + 1] == 0x48) {
            throw BarcodeError(.charset, field, position: start)
        }
        let date = ISBT128Date(structure: structure.number, bytes, content)
        switch structure.number {
        case 4...9, 26, 31:
            guard date != nil else { throw BarcodeError(.isbtDate, field, position: start) }
        default: break
        }
        try append(field, bytes, content, isUnique: structure.isUnique, &reading)
        guard let date else { return }
        switch structure.number == 31 ? Self.kind(bytes, content) : structure.number {
        case 4, 5, 26:
            reading.meaning.expiry = date.day
            reading.meaning.expiryMinute = date.minute == 1_439 ? nil : date.minute
        case 8, 9: reading.meaning.production = date.day
        default: break
        }
    }

    /// Which structure a flexible date and time 031 stands for (ST-001 v6.2.2, table 25).
    private static func kind(_ bytes: Span<UInt8>, _ content: Range<Int>) -> UInt16 {
        switch DecimalField.integer(bytes, content.dropFirst(2).prefix(2)) {
        case 1: 5
        case 2: 7
        case 3: 9
        default: 31
        }
    }

    /// Flags 60...96 are a check on the number in front of them (ST-001 v6.2.2, table 3).
    func storeDonation(
        _ bytes: Span<UInt8>,
        _ content: Range<Int>,
        _ reading: inout BarcodeReading
    ) throws(BarcodeError) {
        let flags = content.dropFirst(13)
        if let value = DecimalField.integer(bytes, flags), (60...96).contains(value),
            Modulo37.check(bytes, content.prefix(13)) != value - 60
        {
            throw BarcodeError(.isbtCheck, .isbt128(1), position: flags.lowerBound)
        }
        try append(.isbt128(1), bytes, content, isUnique: true, &reading)
    }

    private func checkDonorRegistration(
        _ bytes: Span<UInt8>,
        _ content: Range<Int>
    ) throws(BarcodeError) {
        guard Modulo37.check(bytes, content.prefix(17)) == DecimalField.integer(bytes, content.suffix(2))
        else {
            throw BarcodeError(.isbtCheck, .isbt128(39), position: content.lowerBound + 17)
        }
    }

    private func append(
        _ field: BarcodeField,
        _ bytes: Span<UInt8>,
        _ content: Range<Int>,
        isUnique: Bool = false,
        _ reading: inout BarcodeReading
    ) throws(BarcodeError) {
        let position = content.lowerBound
        guard let value = reading.text.append(bytes, content) else {
            throw BarcodeError(.tooLong, field, position: position)
        }
        if isUnique, let known = reading.first(field) {
            guard reading.text.isEqual(known.value, value) else {
                throw BarcodeError(.duplicateConflict, field, position: position)
            }
            return
        }
        guard let offset = UInt16(exactly: position),
            reading.append(BarcodeReading.Element(field: field, value: value, position: offset))
        else { throw BarcodeError(.tooLong, field, position: position) }
    }

    /// The item is the product code, else the processor's product identification. The lot is that of the product, else that of the
    /// container or other supply when no donation is there.
    func finish(_ reading: inout BarcodeReading) {
        var device: BarcodeSlice?
        var productLot: BarcodeSlice?
        var supplyLot: BarcodeSlice?
        for index in 0..<reading.count {
            let element = reading[index]
            switch element.field {
            case .isbt128(1): reading.meaning.donation = BarcodeSlice(start: element.value.start, count: 13)
            case .isbt128(3): reading.meaning.item = element.value
            case .isbt128(34): device = element.value
            case .isbt128(35): productLot = element.value
            case .isbt128(18), .isbt128(22): supplyLot = supplyLot ?? element.value
            default: break
            }
        }
        reading.meaning.item = reading.meaning.item ?? device
        if reading.meaning.item != nil { reading.meaning.itemSystem = .isbt128 }
        let isSupply = reading.meaning.item == nil && reading.meaning.donation == nil
        if let lot = productLot ?? (isSupply ? supplyLot : nil) {
            reading.meaning.lot = reading.text.withoutPadding(lot)
        }
    }
}

extension BarcodeText {
    /// Without the zeros that fill a short value up in front; one character at least stays.
    borrowing func withoutPadding(_ value: BarcodeSlice) -> BarcodeSlice {
        var start = value.start
        let end = value.range.upperBound
        while start + 1 < end, self[start] == UInt8(ascii: "0") { start += 1 }
        return BarcodeSlice(start: start, count: end - start)
    }
}
