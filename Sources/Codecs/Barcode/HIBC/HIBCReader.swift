import FieldModel

/// Reads HIBC supplier labels: primary, secondary and concatenated symbols with additional supplemental data.
///
/// Source: ANSI/HIBC 2.6, §2. A symbol is `+`, its data, for a secondary symbol alone the link character (the check character of the
/// primary symbol beside it), and one modulo 43 check character. `/` separates the parts of a concatenated symbol; as link or
/// check character it separates nothing.
///
/// ```
/// +A123BJC5D6E71G                       LIC A123, PCN BJC5D6E7, unit of measure 1, check G
/// +$$3270930LOT1GJ                      expiry 2027-09-30, lot LOT1, link G, check J
/// +A123BJC5D6E71/$$3270930LOT1/SSN7L    both, and a serial number
/// ```
///
/// Dates are in `reading.text` as ISO 8601: `2027-09`, `2027-09-30` or, to the hour, `2027-09-30T15`.
package struct HIBCReader: Sendable {
    /// The year around which two-digit years are read: at most 50 years ahead, 49 back.
    package var currentYear: Int

    package init(currentYear: Int) { self.currentYear = currentYear }

    /// Reads one symbol from an offset on: 3 after an AIM id, 0 without. What was in `reading` is replaced.
    ///
    /// After an error the elements in front of it are there.
    package func read(
        _ bytes: Span<UInt8>,
        from first: Int = 0,
        into reading: inout BarcodeReading
    ) throws(BarcodeError) {
        reading = BarcodeReading(system: .hibc, symbology: reading.symbology)
        let payload = try HIBCPayload(bytes, from: first, into: &reading.text)
        let end = reading.text.count - 1
        switch reading.text[1] {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"):
            try readParts(1..<end, startsWithPrimary: true, payload, &reading)
        case _ where Self.isSecondary(reading.text, 1..<end):
            try readParts(1..<end - 1, startsWithPrimary: false, payload, &reading)
            try append(.link, end - 1..<end, payload, &reading)
        default:
            throw BarcodeError(.hibcLIC, .lic, position: payload.position(1))
        }
    }

    private func readParts(
        _ range: Range<Int>,
        startsWithPrimary: Bool,
        _ payload: HIBCPayload,
        _ reading: inout BarcodeReading
    ) throws(BarcodeError) {
        var start = range.lowerBound
        var isFirst = true
        while start <= range.upperBound {
            var end = start
            while end < range.upperBound, reading.text[end] != UInt8(ascii: "/") { end += 1 }
            let part = start..<end
            if isFirst, startsWithPrimary {
                try readPrimary(part, payload, &reading)
            } else if Self.isSecondary(reading.text, part) {
                try readSecondary(part, payload, &reading)
            } else {
                try readSupplement(part, payload, &reading)
            }
            isFirst = false
            start = end + 1
        }
    }

    /// LIC, PCN and unit of measure. The item is LIC and PCN; the unit of measure says how many of it are packed together.
    private func readPrimary(
        _ part: Range<Int>,
        _ payload: HIBCPayload,
        _ reading: inout BarcodeReading
    ) throws(BarcodeError) {
        guard part.count >= 6 else {
            throw BarcodeError(.hibcShort, .pcn, position: payload.position(part.upperBound))
        }
        guard part.count <= 23 else {
            throw BarcodeError(.length, .pcn, position: payload.position(part.lowerBound + 22))
        }
        let lic = part.prefix(4)
        let pcn = part.dropFirst(4).dropLast()
        let unit = part.suffix(1)
        for index in lic where !Self.isAlphanumeric(reading.text[index]) {
            throw BarcodeError(.hibcLIC, .lic, position: payload.position(index))
        }
        try append(.lic, lic, payload, &reading)
        for index in pcn where !Self.isAlphanumeric(reading.text[index]) {
            throw BarcodeError(.hibcCharset, .pcn, position: payload.position(index))
        }
        try append(.pcn, pcn, payload, &reading)
        guard reading.text.decimal(unit) != nil else {
            throw BarcodeError(.hibcCharset, .unitOfMeasure, position: payload.position(unit.lowerBound))
        }
        try append(.unitOfMeasure, unit, payload, &reading)
        reading.meaning.itemSystem = .hibc
        reading.meaning.item = BarcodeSlice(start: lic.lowerBound, count: lic.count + pcn.count)
    }

    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
    }

    private static func isSecondary(_ text: borrowing BarcodeText, _ part: Range<Int>) -> Bool {
        guard let first = part.first else { return false }
        if text[first] == UInt8(ascii: "$") { return true }
        return part.count >= 5 ? text.decimal(part.prefix(5)) != nil : false
    }

    func append(
        _ field: BarcodeField,
        _ range: Range<Int>,
        _ payload: HIBCPayload,
        _ reading: inout BarcodeReading
    ) throws(BarcodeError) {
        try append(
            field,
            BarcodeSlice(start: range.lowerBound, count: range.count),
            at: payload.position(range.lowerBound),
            &reading
        )
    }

    func append(
        _ field: BarcodeField,
        _ value: BarcodeSlice,
        at position: Int,
        _ reading: inout BarcodeReading
    ) throws(BarcodeError) {
        guard let offset = UInt16(exactly: position),
            reading.append(BarcodeReading.Element(field: field, value: value, position: offset))
        else { throw BarcodeError(.tooLong, field, position: position) }
    }
}
