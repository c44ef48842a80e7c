extension CalendarDay {
    /// The day in UTC of a time in milliseconds since 1970; `nil` before 1970 and after 2199.
    package init?(unixMilliseconds: Int64) {
        guard unixMilliseconds >= 0 else { return nil }
        var rest = unixMilliseconds / 86_400_000
        // 230 years have fewer days than this.
        guard rest < 84_010 else { return nil }
        var year = 1970
        while rest >= Self.days(inYear: year) {
            rest -= Self.days(inYear: year)
            year += 1
        }
        var month = 1
        while month < 12, rest >= Self.days(inMonth: month, of: year) {
            rest -= Int64(Self.days(inMonth: month, of: year))
            month += 1
        }
        self.init(year: year, month: month, day: Int(rest) + 1)
    }

    private static func days(inYear year: Int) -> Int64 { days(inMonth: 2, of: year) == 29 ? 366 : 365 }
}
