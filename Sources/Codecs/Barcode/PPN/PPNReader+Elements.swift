import FieldModel

/// The elements of a PPN code.
extension PPNReader {
    func readElement(
        _ bytes: Span<UInt8>,
        _ part: Range<Int>,
        _ reading: inout BarcodeReading
    ) throws(BarcodeError) {
        guard let identifier = DataIdentifier(bytes, part) else {
            throw BarcodeError(.unknownAI, position: part.lowerBound)
        }
        let value = part.dropFirst(identifier.count)
        let field = Self.field(identifier)
        guard !value.isEmpty else { throw BarcodeError(.emptyValue, field, position: value.lowerBound) }
        for index in value where !(0x21...0x7E).contains(bytes[index]) {
            throw BarcodeError(.charset, field, position: index)
        }
        switch field {
        case .ppn: try checkNumber(bytes, value)
        case .batch, .serialNumber:
            guard value.count <= 20 else {
                throw BarcodeError(.length, field, position: value.lowerBound + 20)
            }
        case .itemNumber: return try storeGTIN(bytes, value, &reading)
        case .expiryDay, .manufactureDay: return try storeDate(field, bytes, value, &reading)
        case .count:
            guard DecimalField.integer(bytes, value) != nil else {
                throw BarcodeError(.charset, field, position: value.lowerBound)
            }
        default: break
        }
        try append(field, bytes, field == .otherData ? part : value, &reading)
    }

    private static func field(_ identifier: DataIdentifier) -> BarcodeField {
        switch (identifier.number, identifier.category) {
        case (9, UInt8(ascii: "N")): .ppn
        case (1, UInt8(ascii: "T")): .batch
        case (0, UInt8(ascii: "S")): .serialNumber
        case (0, UInt8(ascii: "D")): .expiryDay
        case (16, UInt8(ascii: "D")): .manufactureDay
        case (8, UInt8(ascii: "P")): .itemNumber
        case (0, UInt8(ascii: "Q")): .count
        default: .otherData
        }
    }

    /// Two characters of agency code, up to 18 of product number, two check digits.
    private func checkNumber(_ bytes: Span<UInt8>, _ value: Range<Int>) throws(BarcodeError) {
        guard (5...22).contains(value.count) else {
            throw BarcodeError(.length, .ppn, position: value.upperBound)
        }
        for index in value where !HIBCReader.isAlphanumeric(bytes[index]) {
            throw BarcodeError(.charset, .ppn, position: index)
        }
        let check = value.suffix(2)
        guard let digits = DecimalField.integer(bytes, check) else {
            throw BarcodeError(.charset, .ppn, position: check.lowerBound)
        }
        let number = value.dropLast(2)
        guard PharmacyNumber.check97(bytes, number) == digits else {
            throw BarcodeError(.ppnCheck, .ppn, position: check.lowerBound)
        }
        guard DecimalField.integer(bytes, value.prefix(2)) == Self.germany else { return }
        let product = number.dropFirst(2)
        guard product.count == 8 else {
            throw BarcodeError(.length, .ppn, position: product.upperBound)
        }
        for index in product where DecimalField.digit(bytes[index]) == nil {
            throw BarcodeError(.charset, .ppn, position: index)
        }
        guard PharmacyNumber.isPZN8(bytes, product) else {
            throw BarcodeError(.pznCheck, .ppn, position: product.upperBound - 1)
        }
    }

    /// Agency code 11, whose product number is a PZN8.
    private static let germany = 11

    private func storeDate(
        _ field: BarcodeField,
        _ bytes: Span<UInt8>,
        _ value: Range<Int>,
        _ reading: inout BarcodeReading
    ) throws(BarcodeError) {
        let isExpiry = field == .expiryDay
        guard value.count == (isExpiry ? 6 : 8) else {
            throw BarcodeError(.length, field, position: value.upperBound)
        }
        guard let number = DecimalField.integer(bytes, value) else {
            throw BarcodeError(.charset, field, position: value.lowerBound)
        }
        let head = number / 10_000
        let year = isExpiry ? LabelDate.year(head, around: currentYear) : head
        let (month, day) = (number / 100 % 100, number % 100)
        let date =
            day == 0 && isExpiry
            ? LabelDate(year: year, month: month) : LabelDate(year: year, month: month, day: day)
        guard let date else { throw BarcodeError(.date, field, position: value.lowerBound) }
        guard let text = reading.text.append(date) else {
            throw BarcodeError(.tooLong, field, position: value.lowerBound)
        }
        try store(field, text, at: value.lowerBound, &reading)
        if isExpiry { reading.meaning.expiry = date.day } else { reading.meaning.production = date.day }
    }

    private func storeGTIN(
        _ bytes: Span<UInt8>,
        _ value: Range<Int>,
        _ reading: inout BarcodeReading
    ) throws(BarcodeError) {
        guard value.count == 8 || (12...14).contains(value.count) else {
            throw BarcodeError(.length, .itemNumber, position: value.upperBound)
        }
        for index in value where DecimalField.digit(bytes[index]) == nil {
            throw BarcodeError(.charset, .itemNumber, position: index)
        }
        let last = value.upperBound - 1
        guard CheckDigit.gs1(bytes, value.lowerBound..<last) == bytes[last] else {
            throw BarcodeError(.checkDigit, .itemNumber, position: last)
        }
        let start = reading.text.count
        for _ in value.count..<14 {
            guard reading.text.append(UInt8(ascii: "0")) else {
                throw BarcodeError(.tooLong, .itemNumber, position: last)
            }
        }
        guard reading.text.append(bytes, value) != nil else {
            throw BarcodeError(.tooLong, .itemNumber, position: last)
        }
        try store(.itemNumber, BarcodeSlice(start: start, count: 14), at: value.lowerBound, &reading)
    }

    private func append(
        _ field: BarcodeField,
        _ bytes: Span<UInt8>,
        _ range: Range<Int>,
        _ reading: inout BarcodeReading
    ) throws(BarcodeError) {
        guard let value = reading.text.append(bytes, range) else {
            throw BarcodeError(.tooLong, field, position: range.lowerBound)
        }
        try store(field, value, at: range.lowerBound, &reading)
        switch field {
        case .ppn:
            reading.meaning.itemSystem = .ppn
            reading.meaning.item = value
        case .batch: reading.meaning.lot = value
        case .serialNumber: reading.meaning.serial = value
        case .count: reading.meaning.quantity = DecimalField.integer(bytes, range).map { UInt32($0) }
        default: break
        }
    }

    /// GTINs and other data may be repeated; the rest must not contradict itself.
    private func store(
        _ field: BarcodeField,
        _ value: BarcodeSlice,
        at position: Int,
        _ reading: inout BarcodeReading
    ) throws(BarcodeError) {
        if field != .itemNumber, field != .otherData, let known = reading.first(field) {
            guard reading.text.isEqual(known.value, value) else {
                throw BarcodeError(.duplicateConflict, field, position: position)
            }
            return
        }
        guard let offset = UInt16(exactly: position),
            reading.append(BarcodeReading.Element(field: field, value: value, position: offset))
        else { throw BarcodeError(.tooLong, field, position: position) }
    }
}

extension BarcodeReading {
    /// The PZN8 in a PPN of the German agency.
    package var pzn: BarcodeSlice? {
        guard let number = first(.ppn)?.value, number.count == 12, text[number.start] == UInt8(ascii: "1"),
            text[number.start + 1] == UInt8(ascii: "1")
        else { return nil }
        return BarcodeSlice(start: number.start + 2, count: 8)
    }
}
