import FieldModel

/// Additional supplemental data, each behind a `/`.
///
/// Source: ANSI/HIBC 2.6, §2.3.2.3, and ANS MH10.8.2 for the data identifiers: `14D` expiry and `16D` manufacture as `YYYYMMDD`, `S` serial
/// number, `Q` quantity, `L` storage location. Others are kept with their identifier.
extension HIBCReader {
    func readSupplement(
        _ part: Range<Int>,
        _ payload: HIBCPayload,
        _ reading: inout BarcodeReading
    ) throws(BarcodeError) {
        guard let identifier = DataIdentifier(reading.text, part) else {
            throw BarcodeError(
                part.isEmpty ? .emptyValue : .hibcCharset,
                .supplement,
                position: payload.position(part.lowerBound)
            )
        }
        let value = part.dropFirst(identifier.count)
        switch (identifier.number, identifier.category) {
        case (14, UInt8(ascii: "D")):
            try storeDate(.expiry, value, Self.fullDate(value, reading.text), payload, &reading)
        case (16, UInt8(ascii: "D")):
            try storeDate(.manufacture, value, Self.fullDate(value, reading.text), payload, &reading)
        case (0, UInt8(ascii: "S")):
            try storeCode(.serial, value, payload, &reading)
        case (0, UInt8(ascii: "Q")):
            try storeQuantity(value, payload, &reading)
        case (0, UInt8(ascii: "L")):
            try append(.location, value, payload, &reading)
            reading.meaning.location = BarcodeSlice(start: value.lowerBound, count: value.count)
        default:
            try append(.supplement, part, payload, &reading)
        }
    }

    /// `YYYYMMDD`.
    private static func fullDate(_ range: Range<Int>, _ text: borrowing BarcodeText) -> LabelDate? {
        guard range.count == 8, let value = text.decimal(range) else { return nil }
        return LabelDate(year: value / 10_000, month: value / 100 % 100, day: value % 100)
    }

    /// A lot or serial number: up to 18 letters and digits. `-`, `.` and a space are taken too, because labels have them.
    func storeCode(
        _ field: BarcodeField,
        _ range: Range<Int>,
        _ payload: HIBCPayload,
        _ reading: inout BarcodeReading
    ) throws(BarcodeError) {
        let position = payload.position(range.lowerBound)
        if range.isEmpty {
            if field == .lot { return }
            throw BarcodeError(.emptyValue, field, position: position)
        }
        guard range.count <= 18 else {
            throw BarcodeError(.length, field, position: payload.position(range.lowerBound + 18))
        }
        for index in range {
            let byte = reading.text[index]
            guard
                Self.isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
                    || byte == UInt8(ascii: " ")
            else { throw BarcodeError(.hibcCharset, field, position: payload.position(index)) }
        }
        let value = BarcodeSlice(start: range.lowerBound, count: range.count)
        if let known = field == .lot ? reading.meaning.lot : reading.meaning.serial {
            guard reading.text.isEqual(known, value) else {
                throw BarcodeError(.duplicateConflict, field, position: position)
            }
            return
        }
        try append(field, value, at: position, &reading)
        if field == .lot { reading.meaning.lot = value } else { reading.meaning.serial = value }
    }

    func storeQuantity(
        _ range: Range<Int>,
        _ payload: HIBCPayload,
        _ reading: inout BarcodeReading
    ) throws(BarcodeError) {
        let position = payload.position(range.lowerBound)
        guard let value = reading.text.decimal(range) else {
            throw BarcodeError(range.isEmpty ? .emptyValue : .hibcCharset, .quantity, position: position)
        }
        let quantity = UInt32(value)
        guard reading.meaning.quantity ?? quantity == quantity else {
            throw BarcodeError(.duplicateConflict, .quantity, position: position)
        }
        reading.meaning.quantity = quantity
        try append(.quantity, range, payload, &reading)
    }

    func storeDate(
        _ field: BarcodeField,
        _ range: Range<Int>,
        _ date: LabelDate?,
        _ payload: HIBCPayload,
        _ reading: inout BarcodeReading
    ) throws(BarcodeError) {
        let position = payload.position(range.lowerBound)
        guard let date else { throw BarcodeError(.hibcDate, field, position: position) }
        if let known = field == .expiry ? reading.meaning.expiry : reading.meaning.production {
            guard known == date.day else {
                throw BarcodeError(.duplicateConflict, field, position: position)
            }
            return
        }
        guard let value = reading.text.append(date) else {
            throw BarcodeError(.tooLong, field, position: position)
        }
        try append(field, value, at: position, &reading)
        if field == .expiry {
            reading.meaning.expiry = date.day
            reading.meaning.expiryMinute = date.hour.map { UInt16($0 * 60) }
        } else {
            reading.meaning.production = date.day
        }
    }
}
