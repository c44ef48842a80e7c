package import FieldModel

extension BarcodeReading {
    /// A date that an element gives, with the time of day when it has one.
    package struct Moment: Sendable, Equatable {
        package var day: CalendarDay
        /// Seconds since midnight.
        package var second: Int?
        /// The last day, when the element gives a period.
        package var lastDay: CalendarDay?
    }

    /// The human-readable text: `(01)07350035400010(10)L1`, which reads the same again. Values that identify a person are
    /// starred out.
    package var printed: String {
        var text = ""
        for index in 0..<count { text += "(\(self[index].field.identifier))" + shown(index) }
        return text
    }

    /// UDI-DI: the item number of a medical device (AI 01).
    package var deviceIdentifier: String? { firstValue(of: .gtin) }

    /// UDI-PI: lot, serial number, production, expiry and software version (AI 10, 21, 11, 17, 8012), as printed.
    package var productionIdentifier: String {
        var text = ""
        for index in 0..<count {
            guard [10, 11, 17, 21, 8_012].contains(self[index].field.rawValue) else { continue }
            text += "(\(self[index].field.identifier))" + shown(index)
        }
        return text
    }

    /// The Nordic article number (Vnr): six digits, when the item number is an NTIN of the prefix 704626.
    package var nordicArticle: String? {
        guard system == .gs1, let number = firstValue(of: .gtin), number.hasPrefix("0704626") else {
            return nil
        }
        return String(number.dropFirst(7).prefix(6))
    }

    /// The date of an element; none of those of persons.
    package func moment(of index: Int) -> Moment? {
        guard system == .gs1, index < count else { return nil }
        let value = self[index].value
        let century = GS1Century(currentYear: currentYear)
        switch self[index].field.rawValue {
        case 11, 12, 13, 15, 16, 17, 4_324...4_326, 7_003, 7_006, 7_007, 7_011, 8_008: break
        default: return nil
        }
        guard value.count >= 6, let day = century.day(text.bytes.span, value.start) else { return nil }
        var moment = Moment(day: day)
        if self[index].field.rawValue == 7_007 {
            if value.count == 12 { moment.lastDay = century.day(text.bytes.span, value.start + 6) }
            return moment
        }
        guard value.count >= 8 else { return moment }
        var second = 0
        var unit = 3_600
        for offset in stride(from: 6, to: value.count - 1, by: 2) where unit > 0 {
            second += GS1Check.pair(text.bytes.span, value.start + offset) * unit
            unit /= 60
        }
        moment.second = second
        return moment
    }

    private func firstValue(of field: BarcodeField) -> String? {
        for index in 0..<count where self[index].field == field { return text.string(self[index].value) }
        return nil
    }

    private func shown(_ index: Int) -> String {
        let value = self[index].value
        let table = GS1Table.current
        let isPersonal =
            table.index(of: self[index].field).map { table.rows[$0].traits.contains(.person) } == true
        return isPersonal ? String(repeating: "*", count: value.count) : escaped(value)
    }

    /// With `\(` for a parenthesis that would read as the next identifier.
    private func escaped(_ value: BarcodeSlice) -> String {
        var shown = ""
        for index in value.range {
            if text[index] == UInt8(ascii: "("), isIdentifier(index + 1, before: value.range.upperBound) {
                shown += "\\"
            }
            shown.unicodeScalars.append(Unicode.Scalar(text[index]))
        }
        return shown
    }

    private func isIdentifier(_ start: Int, before end: Int) -> Bool {
        guard let (_, _, digits) = GS1Table.current.find(text.bytes.span, at: start, before: end)
        else { return false }
        return start + digits < end && text[start + digits] == UInt8(ascii: ")")
    }
}

extension BarcodeReading.Moment: CustomStringConvertible {
    /// ISO 8601, without a zone: `2027-03-31` or `2027-03-31T15:30:00`; a period has a slash.
    package var description: String {
        if let lastDay { return "\(day)/\(lastDay)" }
        guard let second else { return "\(day)" }
        return "\(day)T\(Self.two(second / 3_600)):\(Self.two(second / 60 % 60)):\(Self.two(second % 60))"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
