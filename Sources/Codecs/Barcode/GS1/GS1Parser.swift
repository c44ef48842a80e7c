import FieldModel

/// Reads GS1 element strings: application identifiers with their values, FNC1 as GS (0x1D) between.
///
/// Source: GS1 General Specifications, §7.8 (processing of element strings), §7.12 (century and day 00), §7.9 (check
/// digits), §7.11 (character set 82). A redundant single separator and a trailing one are accepted.
package struct GS1Parser: Sendable {
    package static let separator: UInt8 = 0x1D

    /// The year around which two-digit years are read: at most 49 years ahead, 50 back.
    package var currentYear: Int

    package init(currentYear: Int) { self.currentYear = currentYear }

    /// Takes the year from a wall clock that may be wrong: nothing before 2026 is believed.
    package init(unixMilliseconds: Int64) {
        let years = Int(Double(unixMilliseconds) / (365.2425 * 86_400_000))
        currentYear = min(max(1970 + years, 2_026), 2_149)
    }

    /// Reads element strings from a position on: 3 after an AIM id, 0 without.
    package func parse(_ bytes: Span<UInt8>, from first: Int = 0) throws(GS1Error) -> GS1Label {
        var label = GS1Label()
        var start = first
        if start < bytes.count, bytes[start] == Self.separator { start += 1 }
        guard start < bytes.count else { throw GS1Error(.empty, position: start) }
        while start < bytes.count {
            guard let ai = GS1ApplicationIdentifier(bytes, at: start, before: bytes.count) else {
                throw GS1Error(.unknownAI, position: start)
            }
            start += ai.rawValue.utf8.count
            let end = try Self.end(of: ai, in: bytes, from: start)
            try check(ai, bytes, start..<end)
            try store(ai, bytes, start..<end, in: &label)
            start = end
            if start < bytes.count, bytes[start] == Self.separator { start += 1 }
        }
        return label
    }

    /// An EAN-13 that its AIM id `]E0` announced, as GTIN-14.
    package func parseEAN13(_ bytes: Span<UInt8>, from first: Int) throws(GS1Error) -> GS1Label {
        guard bytes.count - first == 13 else { throw GS1Error(.length, position: first) }
        try check(.location, bytes, first..<bytes.count, named: nil)
        var label = GS1Label()
        label.gtin = Token(rawValue: "0" + Self.text(bytes, first..<bytes.count))
        return label
    }

    private static func end(
        of ai: GS1ApplicationIdentifier,
        in bytes: Span<UInt8>,
        from start: Int
    ) throws(GS1Error) -> Int {
        var end = start
        let limit =
            ai.isPredefinedLength ? min(start + ai.lengths.upperBound, bytes.count) : bytes.count
        while end < limit, bytes[end] != separator { end += 1 }
        guard ai.lengths.contains(end - start) else {
            throw GS1Error(.length, ai: ai.rawValue, position: min(end, start + ai.lengths.upperBound))
        }
        return end
    }

    private func check(
        _ ai: GS1ApplicationIdentifier,
        _ bytes: Span<UInt8>,
        _ range: Range<Int>
    )
        throws(GS1Error)
    {
        try check(ai, bytes, range, named: ai.rawValue)
    }

    private func check(
        _ ai: GS1ApplicationIdentifier,
        _ bytes: Span<UInt8>,
        _ range: Range<Int>,
        named name: String?
    ) throws(GS1Error) {
        for index in range {
            let isAllowed =
                ai.isNumeric ? DecimalField.digit(bytes[index]) != nil : Self.isInSet82(bytes[index])
            guard isAllowed else { throw GS1Error(.charset, ai: name, position: index) }
        }
        guard ai.hasCheckDigit else { return }
        let last = range.upperBound - 1
        guard bytes[last] == CheckDigit.gs1(bytes, range.lowerBound..<last) else {
            throw GS1Error(.checkDigit, ai: name, position: last)
        }
    }

    private func store(
        _ ai: GS1ApplicationIdentifier,
        _ bytes: Span<UInt8>,
        _ range: Range<Int>,
        in label: inout GS1Label
    ) throws(GS1Error) {
        let conflict = GS1Error(.conflict, ai: ai.rawValue, position: range.lowerBound)
        func set<Value: Equatable>(_ old: inout Value?, _ new: Value?) throws(GS1Error) {
            guard old == nil || old == new else { throw conflict }
            old = new
        }
        let token = ai == .recipient ? nil : Token(rawValue: Self.text(bytes, range))
        switch ai {
        case .sscc: try set(&label.logisticUnit, token)
        case .gtin: try set(&label.gtin, token)
        case .lot: try set(&label.lot, token)
        case .serial: try set(&label.serial, token)
        case .location: try set(&label.location, token)
        case .production: try set(&label.production, try day(ai, bytes, range.lowerBound))
        case .expiry: try set(&label.expiry, try day(ai, bytes, range.lowerBound))
        case .count: try set(&label.count, DecimalField.integer(bytes, range).flatMap { UInt32(exactly: $0) })
        case .recipient: label.namesPerson = true
        }
    }

    /// `YYMMDD`; day 00 is the last day of the month.
    private func day(
        _ ai: GS1ApplicationIdentifier,
        _ bytes: Span<UInt8>,
        _ start: Int
    ) throws(GS1Error)
        -> CalendarDay
    {
        let digits = DecimalField.integer(bytes, start..<start + 6) ?? 0
        let (short, month, day) = (digits / 10_000, digits / 100 % 100, digits % 100)
        guard (1...12).contains(month) else { throw GS1Error(.date, ai: ai.rawValue, position: start + 2) }
        let year = century(of: short)
        let lastDay = CalendarDay.days(inMonth: month, of: year)
        guard let date = CalendarDay(year: year, month: month, day: day == 0 ? lastDay : day) else {
            throw GS1Error(.date, ai: ai.rawValue, position: start + 4)
        }
        return date
    }

    private func century(of short: Int) -> Int {
        let year = currentYear / 100 * 100 + short
        let ahead = year - currentYear
        if ahead >= 51 { return year - 100 }
        return ahead <= -50 ? year + 100 : year
    }

    private static func text(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
        String(unsafeUninitializedCapacity: range.count) { buffer in
            for (offset, index) in range.enumerated() { buffer[offset] = bytes[index] }
            return range.count
        }
    }

    private static func isInSet82(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21, 0x22, 0x25...0x3F, 0x41...0x5A, 0x5F, 0x61...0x7A: true
        default: false
        }
    }
}
