import FieldModel

extension GS1Reader {
    /// Keeps an element whose value has at most eight bytes and is surely good; returns whether it was one.
    @inline(__always)
    func appendShort(
        _ row: Int,
        _ field: BarcodeField,
        _ bytes: Span<UInt8>,
        _ range: Range<Int>,
        to reading: inout BarcodeReading
    ) -> Bool {
        let count = range.count
        guard count <= 8, table.rows[row].restCount == 0, reading.count < BarcodeReading.maximumElements
        else {
            return false
        }
        let value = count == 8 ? EightBytes(bytes, at: range.lowerBound) : EightBytes(bytes, range)
        guard table.rows[row].head.isSurelyGood(value, count: count, century),
            let slice = reading.text.append(value, count: count)
        else { return false }
        return append(row, field, slice, position: range.lowerBound, to: &reading)
    }

    /// Keeps an element whose value lies in the text, and what it means; returns whether there was room.
    func append(
        _ row: Int,
        _ field: BarcodeField,
        _ slice: BarcodeSlice,
        position: Int,
        to reading: inout BarcodeReading
    ) -> Bool {
        let element = BarcodeReading.Element(
            field: field,
            value: slice,
            position: UInt16(clamping: position),
            row: UInt8(truncatingIfNeeded: row)
        )
        guard reading.append(element) else { return false }
        if table.rows[row].traits.contains(.person) { reading.meaning.namesPerson = true }
        note(field, slice, in: &reading)
        return true
    }

    private func note(_ field: BarcodeField, _ slice: BarcodeSlice, in reading: inout BarcodeReading) {
        switch field.rawValue {
        case 0: reading.meaning.logisticUnit = slice
        case 1: name(slice, in: &reading)
        case 2, 3: if reading.meaning.item == nil { name(slice, in: &reading) }
        case 8_006, 8_026:
            if reading.meaning.item == nil { name(BarcodeSlice(start: slice.start, count: 14), in: &reading) }
        case 10: reading.meaning.lot = slice
        case 11: reading.meaning.production = century.day(reading.text.bytes.span, slice.start)
        case 17:
            // The instant of AI 7003 says more.
            if reading.meaning.expiryMinute == nil {
                reading.meaning.expiry = century.day(reading.text.bytes.span, slice.start)
            }
        case 21: reading.meaning.serial = slice
        case 30, 37:
            reading.meaning.quantity = DecimalField.integer(reading.text.bytes.span, slice.range).map {
                UInt32($0)
            }
        case 414: reading.meaning.location = slice
        case 7_003:
            reading.meaning.expiry = century.day(reading.text.bytes.span, slice.start)
            let hour = GS1Check.pair(reading.text.bytes.span, slice.start + 6)
            reading.meaning.expiryMinute = UInt16(
                hour * 60 + GS1Check.pair(reading.text.bytes.span, slice.start + 8)
            )
        case 8_008:
            if reading.meaning.production == nil {
                reading.meaning.production = century.day(reading.text.bytes.span, slice.start)
            }
        default: break
        }
    }

    private func name(_ slice: BarcodeSlice, in reading: inout BarcodeReading) {
        reading.meaning.itemSystem = .gtin
        reading.meaning.item = slice
    }
}
