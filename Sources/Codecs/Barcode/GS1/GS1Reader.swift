/// Reads what GS1 symbols hold: element strings, retail digits, Digital Link URIs, and the text printed under a symbol.
///
/// Source: GS1 General Specifications, release 26; GS1 Digital Link Standard: URI Syntax, release 1.4. One pass over the
/// bytes, no heap.
package struct GS1Reader: Sendable {
    /// Longer input is refused unread.
    package static let maximumBytes = 4_096
    static let separator: UInt8 = 0x1D

    package let century: GS1Century
    let table = GS1Table.current

    /// - Parameter currentYear: two-digit years are read around it.
    package init(currentYear: Int) { century = GS1Century(currentYear: currentYear) }

    /// Takes the year from a wall clock that may be wrong: nothing before 2026 is believed.
    package init(unixMilliseconds: Int64) {
        let years = Int(Double(unixMilliseconds) / (365.2425 * 86_400_000))
        self.init(currentYear: max(1970 + years, 2_026))
    }

    /// Reads one scan, with or without an AIM identifier in front.
    ///
    /// What was good before an error stays in the reading. After `.missingRequired` all elements were good by themselves:
    /// the label may be one of a pair.
    package func read(_ bytes: Span<UInt8>, into reading: inout BarcodeReading) throws(BarcodeError) {
        let symbology = Symbology(bytes)
        reading.reset(system: .gs1, symbology: symbology)
        reading.currentYear = century.currentYear
        guard bytes.count <= Self.maximumBytes else {
            throw BarcodeError(.tooLong, position: Self.maximumBytes)
        }
        guard let symbology else { return try readUnmarked(bytes, into: &reading) }
        let start = Symbology.prefixBytes
        switch symbology.carrier {
        case .elements: try readElements(bytes, from: start, into: &reading)
        case .retail: try readRetail(bytes, from: start, into: &reading)
        case .retailWithAddOn: try readAddOn(bytes, from: start, into: &reading)
        case .shortRetail: try readDigits(bytes, from: start, count: 8, into: &reading)
        case .outerCase: try readDigits(bytes, from: start, count: 14, into: &reading)
        case .plain:
            if let host = Self.host(bytes, start) {
                try readLink(bytes, from: host, into: &reading)
            } else {
                reading.isPlain = true
            }
        case .other: throw BarcodeError(.symbology, position: 0)
        }
    }

    /// Without an identifier the first characters tell what it is.
    private func readUnmarked(_ bytes: Span<UInt8>, into reading: inout BarcodeReading) throws(BarcodeError) {
        if let host = Self.host(bytes, 0) { return try readLink(bytes, from: host, into: &reading) }
        if bytes.count > 0, bytes[0] == UInt8(ascii: "(") {
            return try readPrinted(bytes, from: 0, into: &reading)
        }
        if isRetailNumber(bytes) { return try readUnmarkedDigits(bytes, into: &reading) }
        try readElements(bytes, from: 0, into: &reading)
    }

    /// Reads element strings, FNC1 as GS (0x1D) between them. One separator that is not needed is accepted, and one at the
    /// end.
    func readElements(
        _ bytes: Span<UInt8>,
        from first: Int,
        into reading: inout BarcodeReading
    ) throws(BarcodeError) {
        var index = first
        if index < bytes.count, bytes[index] == Self.separator { index += 1 }
        guard index < bytes.count else { throw BarcodeError(.emptyValue, position: index) }
        while index < bytes.count {
            guard let (number, field, digits) = table.find(bytes, at: index, before: bytes.count) else {
                throw unreadable(bytes, at: index)
            }
            index = try readElement(number, field, bytes, from: index + digits, into: &reading)
            if index < bytes.count, bytes[index] == Self.separator { index += 1 }
        }
        try checkAssociations(&reading)
        if let suspicion = lostSeparator(bytes, &reading) {
            reading.suspicion = suspicion
            reading.meaning.isSuspicious = true
        }
    }

    /// Reads the value that starts here and returns its end.
    private func readElement(
        _ row: Int,
        _ field: BarcodeField,
        _ bytes: Span<UInt8>,
        from start: Int,
        into reading: inout BarcodeReading
    ) throws(BarcodeError) -> Int {
        let end: Int
        if let whole = wholeValue(row, bytes, from: start) {
            end = whole
        } else {
            end = try endOfValue(row, field, bytes, from: start)
        }
        guard let slice = reading.text.append(bytes, start..<end),
            append(row, field, slice, position: start, to: &reading)
        else { throw BarcodeError(.tooLong, position: start) }
        return end
    }

    /// The end of a good value that cannot have another length; no separator need be sought.
    private func wholeValue(_ row: Int, _ bytes: Span<UInt8>, from start: Int) -> Int? {
        let end = start + table.rows[row].maximum
        guard table.rows[row].traits.contains(.predefined), end <= bytes.count else { return nil }
        // What is wrong with it is told by the search for its end.
        return try? table.check(row, bytes, from: start, to: end, century)
    }

    /// Checks the value that starts here, as long as it can be, and returns its end.
    private func endOfValue(
        _ row: Int,
        _ field: BarcodeField,
        _ bytes: Span<UInt8>,
        from start: Int
    ) throws(BarcodeError) -> Int {
        let furthest = min(bytes.count, start + table.rows[row].maximum + 1)
        let limit = bytes.firstIndex(of: Self.separator, in: start..<furthest)
        let end: Int
        do throws(GS1Fault) {
            end = try table.check(row, bytes, from: start, to: limit, century)
        } catch {
            throw BarcodeError(error.reason, field, position: error.index)
        }
        guard end == limit || table.rows[row].traits.contains(.predefined) else {
            throw BarcodeError(.tooLong, field, position: end)
        }
        return end
    }

    private func unreadable(_ bytes: Span<UInt8>, at index: Int) -> BarcodeError {
        if table.isCut(bytes, at: index, before: bytes.count) {
            return BarcodeError(.length, position: bytes.count)
        }
        return BarcodeError(.unknownAI, position: index)
    }
}
