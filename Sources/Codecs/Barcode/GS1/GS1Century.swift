import FieldModel

/// Gives two-digit years their century.
///
/// Source: GS1 General Specifications, section 7.12: a year is at most 49 years ahead and at most 50 back.
package struct GS1Century: Sendable, Hashable {
    package let currentYear: Int
    /// The first year of its century.
    private let century: Int

    /// Years that the calendar does not reach from are moved to its edge.
    package init(currentYear: Int) {
        self.currentYear = min(max(currentYear, 1_950), 2_149)
        century = self.currentYear / 100 * 100
    }

    /// The full year of the two digits 0...99.
    package func year(_ short: Int) -> Int {
        let year = century &+ short
        let ahead = year &- currentYear
        if ahead >= 51 { return year - 100 }
        return ahead <= -50 ? year + 100 : year
    }

    /// Whether the six bytes from a place on, which must be there, are digits that `day` makes a day of.
    func isDay(_ bytes: Span<UInt8>, _ start: Int) -> Bool {
        isDay(EightBytes(bytes, start..<start + 6))
    }

    /// Whether six bytes are digits that `day` makes a day of; digits follow them.
    @inline(__always)
    func isDay(_ digits: EightBytes) -> Bool {
        let month = digits.pair(2)
        guard digits.digits == EightBytes.all, 1...12 ~= month else { return false }
        // Only of a last day of February the year must be known.
        let day = digits.pair(4)
        return day <= 28 || day <= CalendarDay.days(inMonth: month, of: month == 2 ? year(digits.pair(0)) : 0)
    }

    /// `YYMMDD` as a day; day 00 is the last day of its month. The digits must have been checked.
    func day(_ bytes: Span<UInt8>, _ start: Int) -> CalendarDay? {
        let digits = EightBytes(bytes, start..<start + 6)
        let year = year(digits.pair(0))
        let month = digits.pair(2)
        let day = digits.pair(4)
        return CalendarDay(
            year: year,
            month: month,
            day: day == 0 ? CalendarDay.days(inMonth: month, of: year) : day
        )
    }
}
