extension GS1Reader {
    /// Whether a web address begins here.
    static func isLink(_ bytes: Span<UInt8>, _ start: Int) -> Bool { schemeEnd(bytes, start) != nil }

    /// Reads a Digital Link URI of any domain and path prefix, uncompressed.
    ///
    /// Source: GS1 Digital Link Standard: URI Syntax, section 4. The last primary key in the path begins the identification;
    /// qualifiers follow in their order; everything else stands in the query.
    func readLink(
        _ bytes: Span<UInt8>,
        from first: Int,
        into reading: inout BarcodeReading
    ) throws(BarcodeError) {
        guard let host = Self.schemeEnd(bytes, first) else {
            throw BarcodeError(.digitalLink, position: first)
        }
        let link = try GS1Link(bytes, from: host)
        guard link.path.lowerBound > host, !link.path.isEmpty else {
            throw BarcodeError(.digitalLink, position: link.path.lowerBound)
        }
        let qualifiers = try readPath(bytes, link, into: &reading)
        try readQuery(bytes, link, qualifiers, into: &reading)
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
        var rows = InlineArray<8, UInt8>(repeating: 0)
        var fields = InlineArray<8, UInt16>(repeating: 0)
        var count = 0
        var isRooted = false
        while !isRooted, let pair = link.pair(count),
            let (row, field) = identifier(bytes, pair.identifier + 1..<pair.value)
        {
            rows[count] = UInt8(truncatingIfNeeded: row)
            fields[count] = field.rawValue
            count += 1
            isRooted = table.rows[row].traits.contains(.key)
        }
        guard isRooted else { throw BarcodeError(.digitalLink, position: link.path.lowerBound) }
        var state = GS1PathState()
        while count > 0, let pair = link.pair(count - 1) {
            count -= 1
            let row = Int(rows[count])
            let field = BarcodeField(rawValue: fields[count])
            guard state.accept(table.rows[row].qualifiers, field) else {
                throw BarcodeError(.digitalLink, position: pair.identifier + 1)
            }
            guard pair.value + 1 < pair.end else {
                throw BarcodeError(.digitalLink, field, position: pair.end)
            }
            let origin = GS1Origin(range: pair.value + 1..<pair.end, escape: link.escape)
            try readCopy(row, field, bytes, origin, into: &reading)
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
        var index = link.query.lowerBound
        while index < link.query.upperBound {
            let end = bytes.firstIndex(of: UInt8(ascii: "&"), in: index..<link.query.upperBound)
            let equals = bytes.firstIndex(of: UInt8(ascii: "="), in: index..<end)
            if equals < end, equals > index, bytes.areDigits(index..<equals) {
                guard let (row, field) = identifier(bytes, index..<equals) else {
                    throw BarcodeError(.digitalLink, position: index)
                }
                guard equals + 1 < end, table.rows[row].traits.contains(.attribute), !state.expects(field),
                    !Self.holds(field, &reading)
                else { throw BarcodeError(.digitalLink, field, position: index) }
                let origin = GS1Origin(range: equals + 1..<end, escape: link.escape)
                try readCopy(row, field, bytes, origin, into: &reading)
            }
            index = end + 1
        }
    }

    /// The identifier that a whole segment is.
    private func identifier(_ bytes: Span<UInt8>, _ range: Range<Int>) -> (row: Int, field: BarcodeField)? {
        guard
            case .found(let row, let field, range.count) = table.find(
                bytes,
                at: range.lowerBound,
                before: range.upperBound
            )
        else { return nil }
        return (row, field)
    }

    private static func holds(_ field: BarcodeField, _ reading: inout BarcodeReading) -> Bool {
        for index in 0..<reading.count where reading[index].field == field { return true }
        return false
    }

    /// Where the host begins, behind `http://` or `https://` in any case of letters.
    private static func schemeEnd(_ bytes: Span<UInt8>, _ start: Int) -> Int? {
        guard bytes.count >= start + 8 else { return nil }
        let scheme = EightBytes(bytes, at: start).word
        // Bit 5 of letters is their case; that of other characters must be as it is.
        if scheme | 0x20_2020_2020 == 0x2F2F_3A73_7074_7468 {
            return bytes.count > start + 8 ? start + 8 : nil
        }
        let isPlain = (scheme | 0x2020_2020) & 0xFF_FFFF_FFFF_FFFF == 0x2F_2F3A_7074_7468
        return isPlain ? start + 7 : nil
    }
}
