extension GS1Reader {
    /// Where the host begins, behind `http://` or `https://` in any case of letters, of the web address that stands here.
    static func host(_ bytes: Span<UInt8>, _ start: Int) -> Int? {
        guard bytes.count >= start + 8 else { return nil }
        let scheme = EightBytes(bytes, at: start).word
        // Bit 5 of letters is their case; that of other characters must be as it is.
        if scheme | 0x20_2020_2020 == 0x2F2F_3A73_7074_7468 {
            return bytes.count > start + 8 ? start + 8 : nil
        }
        let isPlain = (scheme | 0x2020_2020) & 0xFF_FFFF_FFFF_FFFF == 0x2F_2F3A_7074_7468
        return isPlain ? start + 7 : nil
    }

    /// Reads a Digital Link URI of any domain and path prefix, uncompressed, from its host on.
    ///
    /// Source: GS1 Digital Link Standard: URI Syntax, section 4. The last primary key in the path begins the identification;
    /// qualifiers follow in their order; everything else stands in the query.
    func readLink(
        _ bytes: Span<UInt8>,
        from host: Int,
        into reading: inout BarcodeReading
    ) throws(BarcodeError) {
        let link = try GS1Link(bytes, from: host)
        guard link.path.lowerBound > host, !link.path.isEmpty else {
            throw BarcodeError(.digitalLink, position: link.path.lowerBound)
        }
        let state = try readPath(bytes, link, into: &reading)
        try readQuery(bytes, link, state, into: &reading)
        try checkAssociations(&reading)
    }

    /// Reads the last key that only identifiers and their values follow, and these; returns which qualifiers the path had room
    /// for.
    private func readPath(
        _ bytes: Span<UInt8>,
        _ link: GS1Link,
        into reading: inout BarcodeReading
    ) throws(BarcodeError) -> GS1PathState {
        // How many pairs there are shows only at the key, which comes last from behind.
        let none = GS1PathPair(row: 0, field: .gtin, range: 0..<0)
        var pairs = InlineArray<8, GS1PathPair>(repeating: none)
        var count = 0
        var isRooted = false
        let start = link.path.lowerBound
        var slash = link.path.upperBound
        while !isRooted {
            guard count < pairs.count, let value = bytes.lastIndex(of: UInt8(ascii: "/"), in: start..<slash),
                value > start, let (row, field, digits) = table.find(bytes, before: value),
                bytes[value - digits - 1] == UInt8(ascii: "/")
            else { throw BarcodeError(.digitalLink, position: start) }
            pairs[count] = GS1PathPair(row: row, field: field, range: value + 1..<slash)
            count += 1
            slash = value - digits - 1
            isRooted = table.rows[row].traits.contains(.key)
        }
        var state = GS1PathState()
        while count > 0 {
            count -= 1
            let pair = pairs[count]
            guard state.accept(table.rows[pair.row].qualifiers, pair.field) else {
                throw BarcodeError(.digitalLink, position: slash + 1)
            }
            slash = pair.range.upperBound
            guard !pair.range.isEmpty else { throw BarcodeError(.digitalLink, pair.field, position: slash) }
            try readValue(pair.row, pair.field, bytes, pair.range, link.escape, into: &reading)
        }
        return state
    }

    /// Parameters whose names are digits are attributes; others belong to somebody else.
    private func readQuery(
        _ bytes: Span<UInt8>,
        _ link: GS1Link,
        _ state: GS1PathState,
        into reading: inout BarcodeReading
    ) throws(BarcodeError) {
        let escape: GS1Origin.Escape = link.escape == .none ? .none : .form
        var index = link.query.lowerBound
        while index < link.query.upperBound {
            let equals = bytes.endOfDigits(index..<link.query.upperBound)
            let end = bytes.firstIndex(of: UInt8(ascii: "&"), in: equals..<link.query.upperBound)
            if equals < end, equals > index, bytes[equals] == UInt8(ascii: "=") {
                guard let (row, field, _) = table.find(bytes, before: equals) else {
                    throw BarcodeError(.digitalLink, position: index)
                }
                guard equals + 1 < end, table.rows[row].traits.contains(.attribute), !state.expects(field),
                    !Self.holds(field, &reading)
                else { throw BarcodeError(.digitalLink, field, position: index) }
                try readValue(row, field, bytes, equals + 1..<end, escape, into: &reading)
            }
            index = end + 1
        }
    }

    /// Reads a value where it stands, unless it must be changed.
    private func readValue(
        _ row: Int,
        _ field: BarcodeField,
        _ bytes: Span<UInt8>,
        _ range: Range<Int>,
        _ escape: GS1Origin.Escape,
        into reading: inout BarcodeReading
    ) throws(BarcodeError) {
        guard escape == .none, field != .gtin || range.count >= 14 else {
            let origin = GS1Origin(range: range, escape: escape)
            return try readCopy(row, field, bytes, origin, into: &reading)
        }
        if appendShort(row, field, bytes, range, to: &reading) { return }
        guard let slice = reading.text.append(bytes, range) else {
            throw BarcodeError(.tooLong, field, position: range.lowerBound)
        }
        do throws(GS1Fault) {
            try checkLength(row, range)
            _ = try table.check(row, bytes, from: range.lowerBound, to: range.upperBound, century)
        } catch {
            reading.text.truncate(to: slice.start)
            throw BarcodeError(error.reason, field, position: error.index)
        }
        guard append(row, field, slice, position: range.lowerBound, to: &reading) else {
            throw BarcodeError(.tooLong, position: range.lowerBound)
        }
    }

    private static func holds(_ field: BarcodeField, _ reading: inout BarcodeReading) -> Bool {
        for index in 0..<reading.count where reading[index].field == field { return true }
        return false
    }
}
