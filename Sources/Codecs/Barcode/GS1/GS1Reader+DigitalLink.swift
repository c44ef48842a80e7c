extension GS1Reader {
    /// A key has at most three qualifiers, so what lies before the eighth pair from behind belongs to no identification.
    private static let maximumPairs = 8

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
        var state = GS1PathState()
        try readPath(
            bytes,
            link,
            before: link.path.upperBound,
            pairs: Self.maximumPairs,
            &state,
            into: &reading
        )
        try readQuery(bytes, link, state, into: &reading)
        try checkAssociations(&reading)
    }

    /// Reads the last key that only identifiers and their values follow, and these.
    ///
    /// How many pairs there are shows only at the key, which comes last from behind: each call reads the pair that ends
    /// before `end` after those in front of it.
    private func readPath(
        _ bytes: Span<UInt8>,
        _ link: GS1Link,
        before end: Int,
        pairs: Int,
        _ state: inout GS1PathState,
        into reading: inout BarcodeReading
    ) throws(BarcodeError) {
        let start = link.path.lowerBound
        guard pairs > 0, let value = bytes.lastIndex(of: UInt8(ascii: "/"), in: start..<end), value > start,
            let (row, field, digits) = table.find(bytes, before: value),
            bytes[value - digits - 1] == UInt8(ascii: "/")
        else { throw BarcodeError(.digitalLink, position: start) }
        let slash = value - digits - 1
        if !table.rows[row].traits.contains(.key) {
            try readPath(bytes, link, before: slash, pairs: pairs - 1, &state, into: &reading)
        }
        guard state.accept(table.rows[row].qualifiers, field) else {
            throw BarcodeError(.digitalLink, position: slash + 1)
        }
        guard value + 1 < end else { throw BarcodeError(.digitalLink, field, position: end) }
        let origin = GS1Origin(range: value + 1..<end, escape: link.escape)
        try readCopy(row, field, bytes, origin, into: &reading)
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
            let equals = bytes.endOfDigits(index..<link.query.upperBound)
            let end = bytes.firstIndex(of: UInt8(ascii: "&"), in: equals..<link.query.upperBound)
            if equals < end, equals > index, bytes[equals] == UInt8(ascii: "=") {
                guard let (row, field, _) = table.find(bytes, before: equals) else {
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
