extension GS1Reader {
    /// Reads the human-readable text of a symbol, with identifiers in parentheses: `(01)07350035400010(10)L1`.
    ///
    /// Source: GS1 General Specifications, section 4.15. A value ends at the next identifier in parentheses; `\(` is a
    /// parenthesis of the value. Spaces around a value are no part of it.
    func readPrinted(
        _ bytes: Span<UInt8>,
        from first: Int,
        into reading: inout BarcodeReading
    ) throws(BarcodeError) {
        var index = first
        while index < bytes.count {
            guard let (number, field, digits) = identifier(bytes, at: index) else {
                throw BarcodeError(.unknownAI, position: index)
            }
            var start = index + digits + 2
            while start < bytes.count, bytes[start] == 0x20 { start += 1 }
            let next = endOfValue(bytes, from: start)
            var end = next
            while end > start, bytes[end - 1] == 0x20 { end -= 1 }
            let origin = GS1Origin(range: start..<end, escape: .backslash)
            try readCopy(number, field, bytes, origin, into: &reading)
            index = next
        }
        try checkAssociations(&reading)
    }

    private func endOfValue(_ bytes: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "("), index == start || bytes[index - 1] != UInt8(ascii: "\\"),
                identifier(bytes, at: index) != nil
            {
                return index
            }
            index += 1
        }
        return index
    }

    /// The known identifier in parentheses that begins here.
    private func identifier(
        _ bytes: Span<UInt8>,
        at index: Int
    ) -> (row: Int, field: BarcodeField, digits: Int)? {
        guard bytes[index] == UInt8(ascii: "("),
            let (row, field, digits) = table.find(bytes, at: index + 1, before: bytes.count),
            index + 1 + digits < bytes.count, bytes[index + 1 + digits] == UInt8(ascii: ")")
        else { return nil }
        return (row, field, digits)
    }

    /// Copies a value without its escapes into the text and checks it there; faults point at the input.
    func readCopy(
        _ row: Int,
        _ field: BarcodeField,
        _ bytes: Span<UInt8>,
        _ origin: GS1Origin,
        into reading: inout BarcodeReading
    ) throws(BarcodeError) {
        let start = reading.text.count
        guard var slice = origin.copy(bytes, into: &reading.text) else {
            reading.text.truncate(to: start)
            throw BarcodeError(.tooLong, field, position: origin.range.lowerBound)
        }
        var padding = 0
        if field == .gtin, origin.escape != .backslash, [8, 12, 13].contains(slice.count) {
            padding = 14 - slice.count
            reading.text.truncate(to: start)
            for _ in 0..<padding { _ = reading.text.append(0x30) }
            _ = origin.copy(bytes, into: &reading.text)
            slice = BarcodeSlice(start: start, count: reading.text.count - start)
        }
        do throws(GS1Fault) {
            try checkLength(row, slice.range)
            _ = try table.check(
                row,
                reading.text.bytes.span,
                from: start,
                to: slice.range.upperBound,
                century
            )
        } catch {
            reading.text.truncate(to: start)
            let offset = origin.position(of: max(error.index - start - padding, 0), bytes)
            throw BarcodeError(error.reason, field, position: offset)
        }
        guard append(row, field, slice, position: origin.range.lowerBound, to: &reading) else {
            throw BarcodeError(.tooLong, position: origin.range.lowerBound)
        }
    }

    /// Where the ends of a value are known beforehand its length is looked at first.
    @inline(__always)
    func checkLength(_ row: Int, _ range: Range<Int>) throws(GS1Fault) {
        let minimum = table.rows[row].minimum
        let maximum = table.rows[row].maximum
        guard !range.isEmpty else { throw GS1Fault(reason: .emptyValue, index: range.lowerBound) }
        guard range.count >= minimum else { throw GS1Fault(reason: .length, index: range.upperBound) }
        guard range.count <= maximum else {
            throw GS1Fault(reason: .tooLong, index: range.lowerBound + maximum)
        }
    }
}
