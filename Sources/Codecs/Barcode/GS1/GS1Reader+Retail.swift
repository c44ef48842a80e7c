extension GS1Reader {
    /// An EAN-13 or UPC, alone or as the first part of a composite, whose second part begins with `|]e0`.
    ///
    /// A UPC that a scanner sent without its leading zero, or a UPC-E that it did not expand, is read when its check digit
    /// proves it.
    func readRetail(
        _ bytes: Span<UInt8>,
        from start: Int,
        into reading: inout BarcodeReading
    ) throws(BarcodeError) {
        let count = bytes.count - start
        if count == 12, bytes.areDigits(start..<bytes.count),
            CheckDigit.isLastGS1(bytes, start..<bytes.count)
        {
            return try appendNumber(bytes, start..<bytes.count, to: &reading)
        }
        if count == 8, let expanded = UPCE(bytes, start) {
            return try append(expanded, at: start, to: &reading)
        }
        let end = start + 13
        guard count > 13, bytes[end] == UInt8(ascii: "|"),
            let second = Symbology(bytes.extracting((end + 1)...)),
            second.carrier == .elements
        else { return try readDigits(bytes, from: start, count: 13, into: &reading) }
        try appendNumber(bytes, start..<end, to: &reading)
        try readElements(bytes, from: end + 1 + Symbology.prefixBytes, into: &reading)
    }

    /// An EAN-13 with an add-on, which identifies an issue and no item.
    func readAddOn(
        _ bytes: Span<UInt8>,
        from start: Int,
        into reading: inout BarcodeReading
    ) throws(BarcodeError) {
        guard bytes.count == start + 15 || bytes.count == start + 18 else {
            throw BarcodeError(bytes.count < start + 15 ? .length : .tooLong, position: bytes.count)
        }
        try appendNumber(bytes, start..<start + 13, to: &reading)
    }

    /// Digits of a known count, with a check digit.
    func readDigits(
        _ bytes: Span<UInt8>,
        from start: Int,
        count: Int,
        into reading: inout BarcodeReading
    ) throws(BarcodeError) {
        guard bytes.count >= start + count else { throw BarcodeError(.length, .gtin, position: bytes.count) }
        guard bytes.count == start + count else {
            throw BarcodeError(.tooLong, .gtin, position: start + count)
        }
        try appendNumber(bytes, start..<bytes.count, to: &reading)
    }

    /// Whether input without an identifier is what a retail or outer case scanner sends.
    ///
    /// Fourteen digits could be an element string too; their check digit decides.
    func isRetailNumber(_ bytes: Span<UInt8>) -> Bool {
        switch bytes.count {
        case 8, 12, 13: bytes.areDigits(0..<bytes.count)
        case 14: bytes.areDigits(0..<14) && CheckDigit.isLastGS1(bytes, 0..<14)
        default: false
        }
    }

    func readUnmarkedDigits(_ bytes: Span<UInt8>, into reading: inout BarcodeReading) throws(BarcodeError) {
        let range = 0..<bytes.count
        if bytes.count == 8, !CheckDigit.isLastGS1(bytes, range), let expanded = UPCE(bytes, 0) {
            return try append(expanded, at: 0, to: &reading)
        }
        try appendNumber(bytes, range, to: &reading)
    }

    /// Stores a GTIN in fourteen digits.
    private func appendNumber(
        _ bytes: Span<UInt8>,
        _ range: Range<Int>,
        to reading: inout BarcodeReading
    ) throws(BarcodeError) {
        if !bytes.areDigits(range) {
            for index in range where bytes[index] &- 0x30 > 9 {
                throw BarcodeError(.charset, .gtin, position: index)
            }
        }
        let last = range.upperBound - 1
        guard CheckDigit.isLastGS1(bytes, range) else {
            throw BarcodeError(.checkDigit, .gtin, position: last)
        }
        let start = reading.text.count
        for _ in range.count..<14 { _ = reading.text.append(0x30) }
        _ = reading.text.append(bytes, range)
        finish(start, position: range.lowerBound, &reading)
    }

    private func append(
        _ number: UPCE,
        at position: Int,
        to reading: inout BarcodeReading
    ) throws(BarcodeError) {
        let start = reading.text.count
        _ = reading.text.append(0x30)
        _ = reading.text.append(0x30)
        for index in number.digits.indices { _ = reading.text.append(number.digits[index]) }
        finish(start, position: position, &reading)
    }

    private func finish(_ start: Int, position: Int, _ reading: inout BarcodeReading) {
        guard let row = table.index(of: .gtin) else { return }
        let slice = BarcodeSlice(start: start, count: reading.text.count - start)
        _ = append(row, .gtin, slice, position: position, to: &reading)
    }

}
