import FieldModel

/// Secondary data: quantity, expiry, lot or serial number.
///
/// Source: ANSI/HIBC 2.6, §2.3.2. What the first characters announce:
///
/// | characters | then |
/// |---|---|
/// | five digits `YYJJJ` | lot |
/// | `$` | lot |
/// | `$+` | serial |
/// | `$$` | quantity or none, date, lot |
/// | `$$+` | quantity or none, date, serial |
///
/// Quantity: `8nn` or `9nnnnn`. Date: `MMYY`, `2MMDDYY`, `3YYMMDD`, `4YYMMDDHH`, `5YYJJJ`, `6YYJJJHH`, `7` for none. After a
/// quantity the rest may be missing.
extension HIBCReader {
    func readSecondary(
        _ part: Range<Int>,
        _ payload: HIBCPayload,
        _ reading: inout BarcodeReading
    ) throws(BarcodeError) {
        var index = part.lowerBound
        guard reading.text[index] == UInt8(ascii: "$") else {
            try storeDate(.expiry, index..<index + 5, ordinalDate(index, reading.text), payload, &reading)
            return try storeCode(.lot, index + 5..<part.upperBound, payload, &reading)
        }
        index += 1
        let hasDate = index < part.upperBound && reading.text[index] == UInt8(ascii: "$")
        if hasDate { index += 1 }
        let isSerial = index < part.upperBound && reading.text[index] == UInt8(ascii: "+")
        if isSerial { index += 1 }
        if hasDate {
            let start = index
            index = try readQuantity(from: index, before: part.upperBound, payload, &reading)
            if index == start || index < part.upperBound {
                index = try readDate(from: index, before: part.upperBound, payload, &reading)
            }
        }
        try storeCode(isSerial ? .serial : .lot, index..<part.upperBound, payload, &reading)
    }

    /// Returns where the quantity ends: where it would start when there is none.
    private func readQuantity(
        from start: Int,
        before end: Int,
        _ payload: HIBCPayload,
        _ reading: inout BarcodeReading
    ) throws(BarcodeError) -> Int {
        guard start < end else { return start }
        let digits: Int
        switch reading.text[start] {
        case UInt8(ascii: "8"): digits = 2
        case UInt8(ascii: "9"): digits = 5
        default: return start
        }
        guard end - start > digits else {
            throw BarcodeError(.hibcShort, .quantity, position: payload.position(end))
        }
        try storeQuantity(start + 1..<start + 1 + digits, payload, &reading)
        return start + 1 + digits
    }

    /// Returns where the date ends.
    private func readDate(
        from start: Int,
        before end: Int,
        _ payload: HIBCPayload,
        _ reading: inout BarcodeReading
    ) throws(BarcodeError) -> Int {
        let form = start < end ? reading.text[start] : 0
        let count: Int
        switch form {
        case UInt8(ascii: "0"), UInt8(ascii: "1"): count = 4
        case UInt8(ascii: "2"), UInt8(ascii: "3"): count = 7
        case UInt8(ascii: "4"): count = 9
        case UInt8(ascii: "5"): count = 6
        case UInt8(ascii: "6"): count = 8
        case UInt8(ascii: "7"): return start + 1
        default: throw BarcodeError(.hibcDate, .expiry, position: payload.position(start))
        }
        guard start + count <= end else {
            throw BarcodeError(.hibcDate, .expiry, position: payload.position(end))
        }
        let first = count == 4 ? start : start + 1
        try storeDate(.expiry, first..<start + count, date(form, first, reading.text), payload, &reading)
        return start + count
    }

    private func date(_ form: UInt8, _ first: Int, _ text: borrowing BarcodeText) -> LabelDate? {
        switch form {
        case UInt8(ascii: "0"), UInt8(ascii: "1"):
            guard let month = text.pair(first), let year = text.pair(first + 2) else { return nil }
            return LabelDate(year: LabelDate.year(year, around: currentYear), month: month)
        case UInt8(ascii: "2"):
            guard let month = text.pair(first), let day = text.pair(first + 2),
                let year = text.pair(first + 4)
            else { return nil }
            return LabelDate(year: LabelDate.year(year, around: currentYear), month: month, day: day)
        case UInt8(ascii: "3"), UInt8(ascii: "4"):
            guard let year = text.pair(first), let month = text.pair(first + 2),
                let day = text.pair(first + 4)
            else { return nil }
            let full = LabelDate.year(year, around: currentYear)
            if form == UInt8(ascii: "3") { return LabelDate(year: full, month: month, day: day) }
            guard let hour = text.pair(first + 6) else { return nil }
            return LabelDate(year: full, month: month, day: day, hour: hour)
        case UInt8(ascii: "5"): return ordinalDate(first, text)
        default:
            guard let hour = text.pair(first + 5) else { return nil }
            return ordinalDate(first, text, hour: hour)
        }
    }

    /// `YYJJJ`.
    private func ordinalDate(_ first: Int, _ text: borrowing BarcodeText, hour: Int? = nil) -> LabelDate? {
        guard let year = text.decimal(first..<first + 2), let ordinal = text.decimal(first + 2..<first + 5)
        else { return nil }
        return LabelDate(year: LabelDate.year(year, around: currentYear), ordinal: ordinal, hour: hour)
    }
}
