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
        var path = GS1LinkPath()
        var start = bytes.count
        var query = bytes.count
        var fragment = bytes.count
        for index in host..<bytes.count {
            let byte = bytes[index]
            if Self.isPlain(byte) { continue }
            guard Self.isURICharacter(byte) else { throw BarcodeError(.digitalLink, position: index) }
            guard fragment == bytes.count else { continue }
            if byte == Self.slash {
                start = min(start, index)
                if query == bytes.count { path.note(slash: index) }
            } else if start < bytes.count {
                if byte == UInt8(ascii: "#") { fragment = index } else { query = min(query, index) }
            }
        }
        query = min(query, fragment)
        guard start > host, start < query else { throw BarcodeError(.digitalLink, position: start) }
        let qualifiers = try readPath(bytes, path, start..<query, into: &reading)
        if query < fragment { try readQuery(bytes, query + 1..<fragment, qualifiers, into: &reading) }
        try checkAssociations(&reading)
    }

    /// Reads the last key that only identifiers and their values follow, and these; returns which qualifiers the path had room
    /// for.
    private func readPath(
        _ bytes: Span<UInt8>,
        _ path: GS1LinkPath,
        _ range: Range<Int>,
        into reading: inout BarcodeReading
    ) throws(BarcodeError) -> GS1PathState {
        // How many pairs there are shows only at the key, which comes last from behind.
        var count = 0
        var isRooted = false
        while !isRooted, let pair = path.pair(count),
            let (row, _) = identifier(bytes, pair.identifier + 1..<pair.value)
        {
            count += 1
            isRooted = table.rows[row].traits.contains(.key)
        }
        guard isRooted else { throw BarcodeError(.digitalLink, position: range.lowerBound) }
        var state = GS1PathState()
        while count > 0, let pair = path.pair(count - 1),
            let (row, field) = identifier(bytes, pair.identifier + 1..<pair.value)
        {
            count -= 1
            let end = count > 0 ? path.pair(count - 1)?.identifier ?? range.upperBound : range.upperBound
            guard state.accept(table.rows[row].qualifiers, field) else {
                throw BarcodeError(.digitalLink, position: pair.identifier + 1)
            }
            guard pair.value + 1 < end else { throw BarcodeError(.digitalLink, field, position: end) }
            let origin = GS1Origin(range: pair.value + 1..<end, escape: .percent)
            try readCopy(row, field, bytes, origin, into: &reading)
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

    /// RFC 3986, section 2: unreserved, reserved, and the percent sign, one bit each from 0x00 and from 0x40 on.
    private static func isURICharacter(_ byte: UInt8) -> Bool {
        let set: UInt64 = byte < 0x40 ? 0xAFFF_FFFA_0000_0000 : 0x47FF_FFFE_AFFF_FFFF
        return byte < 0x80 && set >> UInt64(byte & 0x3F) & 1 == 1
    }
    /// Whether a byte may stand in a URI and ends no part of it that matters here: none of `/`, `?`, `#`.
    private static func isPlain(_ byte: UInt8) -> Bool {
        let set: UInt64 = byte < 0x40 ? 0x2FFF_7FF2_0000_0000 : 0x47FF_FFFE_AFFF_FFFF
        return byte < 0x80 && set >> UInt64(byte & 0x3F) & 1 == 1
    }
}
