import FieldModel

/// A date on a label, as precise as the label says it and no more.
struct LabelDate: Equatable {
    /// The last day that is meant: that of the month when the label gives a month only.
    let day: CalendarDay
    /// False when the label gives a month only.
    let hasDay: Bool
    /// 0...23.
    let hour: Int?

    /// A month; `nil` outside of the years and months that `CalendarDay` has.
    init?(year: Int, month: Int) {
        guard (1...12).contains(month) else { return nil }
        self.init(
            CalendarDay(year: year, month: month, day: CalendarDay.days(inMonth: month, of: year)),
            hasDay: false
        )
    }

    init?(year: Int, month: Int, day: Int, hour: Int? = nil) {
        self.init(CalendarDay(year: year, month: month, day: day), hour: hour)
    }

    /// A day by its number in the year, 1...366.
    init?(year: Int, ordinal: Int, hour: Int? = nil) {
        guard ordinal >= 1 else { return nil }
        var rest = ordinal
        for month in 1...12 {
            let days = CalendarDay.days(inMonth: month, of: year)
            if rest <= days {
                self.init(CalendarDay(year: year, month: month, day: rest), hour: hour)
                return
            }
            rest -= days
        }
        return nil
    }

    private init?(_ day: CalendarDay?, hasDay: Bool = true, hour: Int? = nil) {
        guard let day, (0...23).contains(hour ?? 0) else { return nil }
        self.day = day
        self.hasDay = hasDay
        self.hour = hour
    }

    /// The full year of two digits: at most 50 years ahead of the current one, 49 back.
    ///
    /// Source: GS1 General Specifications, §7.12. HIBC and IFA name no rule; one rule for all labels surprises nobody.
    static func year(_ twoDigits: Int, around currentYear: Int) -> Int {
        let year = currentYear / 100 * 100 + twoDigits
        if year - currentYear > 50 { return year - 100 }
        return year - currentYear < -49 ? year + 100 : year
    }
}
