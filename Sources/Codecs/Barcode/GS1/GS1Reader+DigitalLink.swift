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
        var path = bytes.count
        var query = bytes.count
        var fragment = bytes.count
        for index in host..<bytes.count {
            let byte = bytes[index]
            guard Self.isURICharacter(byte) else { throw BarcodeError(.digitalLink, position: index) }
            if byte == Self.slash, path == bytes.count {
                path = index
            } else if byte == UInt8(ascii: "?"), path < bytes.count, query == bytes.count,
                fragment == bytes.count
            {
                query = index
            } else if byte == UInt8(ascii: "#"), path < bytes.count, fragment == bytes.count {
                fragment = index
            }
        }
        query = min(query, fragment)
        guard path > host, path < query, let root = root(bytes, path..<query) else {
            throw BarcodeError(.digitalLink, position: path)
        }
        let qualifiers = try readPath(bytes, root..<query, into: &reading)
        if query < fragment { try readQuery(bytes, query + 1..<fragment, qualifiers, into: &reading) }
        try checkAssociations(&reading)
    }

    /// The slash before the last primary key that only identifiers and their values follow.
    private func root(_ bytes: Span<UInt8>, _ path: Range<Int>) -> Int? {
        var end = path.upperBound
        while let value = Self.lastSlash(bytes, path.lowerBound..<end),
            let slash = Self.lastSlash(bytes, path.lowerBound..<value),
            let (row, _) = identifier(bytes, slash + 1..<value)
        {
            if table.rows[row].traits.contains(.key) { return slash }
            end = slash
        }
        return nil
    }

    /// Reads the key and its qualifiers; returns which qualifiers the path had room for.
    private func readPath(
        _ bytes: Span<UInt8>,
        _ path: Range<Int>,
        into reading: inout BarcodeReading
    ) throws(BarcodeError) -> GS1PathState {
        var state = GS1PathState()
        var index = path.lowerBound
        while index < path.upperBound {
            let slash = Self.find(Self.slash, bytes, index + 1..<path.upperBound)
            guard slash < path.upperBound, let (row, field) = identifier(bytes, index + 1..<slash),
                state.accept(table.rows[row].qualifiers, field)
            else { throw BarcodeError(.digitalLink, position: index + 1) }
            let end = Self.find(Self.slash, bytes, slash + 1..<path.upperBound)
            guard end > slash + 1 else { throw BarcodeError(.digitalLink, field, position: end) }
            try readCopy(
                row,
                field,
                bytes,
                GS1Origin(range: slash + 1..<end, escape: .percent),
                into: &reading
            )
            index = end
        }
        return state
    }

    /// Parameters whose names are digits are attributes; others belong to somebody else.
    private func readQuery(
        _ bytes: Span<UInt8>,
        _ query: Range<Int>,
        _ state: GS1PathState,
        into reading: inout BarcodeReading
    ) throws(BarcodeError) {
        var index = query.lowerBound
        while index < query.upperBound {
            let end = Self.find(UInt8(ascii: "&"), bytes, index..<query.upperBound)
            let equals = Self.find(UInt8(ascii: "="), bytes, index..<end)
            if equals < end, equals > index, Self.areDigits(bytes, index..<equals) {
                guard let (row, field) = identifier(bytes, index..<equals) else {
                    throw BarcodeError(.digitalLink, position: index)
                }
                guard equals + 1 < end, table.rows[row].traits.contains(.attribute), !state.expects(field),
                    !Self.holds(field, &reading)
                else { throw BarcodeError(.digitalLink, field, position: index) }
                let origin = GS1Origin(range: equals + 1..<end, escape: .percent)
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
        guard bytes.count >= start + 8, bytes[start] | 0x20 == UInt8(ascii: "h"),
            bytes[start + 1] | 0x20 == UInt8(ascii: "t"), bytes[start + 2] | 0x20 == UInt8(ascii: "t"),
            bytes[start + 3] | 0x20 == UInt8(ascii: "p")
        else { return nil }
        let colon = start + (bytes[start + 4] | 0x20 == UInt8(ascii: "s") ? 5 : 4)
        guard colon + 2 < bytes.count, bytes[colon] == UInt8(ascii: ":"), bytes[colon + 1] == slash,
            bytes[colon + 2] == slash
        else { return nil }
        return colon + 3
    }

    private static let slash = UInt8(ascii: "/")

    private static func find(_ byte: UInt8, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
        var index = range.lowerBound
        while index < range.upperBound, bytes[index] != byte { index += 1 }
        return index
    }

    private static func lastSlash(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var index = range.upperBound - 1
        while index >= range.lowerBound {
            if bytes[index] == slash { return index }
            index -= 1
        }
        return nil
    }

    /// RFC 3986, section 2: unreserved, reserved, and the percent sign, one bit each from 0x00 and from 0x40 on.
    private static func isURICharacter(_ byte: UInt8) -> Bool {
        let set: UInt64 = byte < 0x40 ? 0xAFFF_FFFA_0000_0000 : 0x47FF_FFFE_AFFF_FFFF
        return byte < 0x80 && set >> UInt64(byte & 0x3F) & 1 == 1
    }
}
