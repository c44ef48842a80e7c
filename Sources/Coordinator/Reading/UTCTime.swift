/// Unix milliseconds as RFC 3339 text in UTC, `2027-03-31T08:15:00.250Z`.
struct UTCTime {
    let text: String

    /// Days are converted as in H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    init(_ unixMilliseconds: Int64) {
        // Years 0 to 9999; beyond them no clock of ours is right.
        let milliseconds = min(max(unixMilliseconds, -62_167_219_200_000), 253_402_300_799_999)
        let day = milliseconds.floored(by: 86_400_000)
        let rest = milliseconds - day * 86_400_000
        let shifted = day + 719_468
        let era = shifted.floored(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let date = [
            Self.padded(year, 4), Self.padded(month, 2),
            Self.padded(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1, 2),
        ]
        let time = [rest / 3_600_000, rest / 60_000 % 60, rest / 1_000 % 60].map { Self.padded($0, 2) }
        text =
            date.joined(separator: "-") + "T" + time.joined(separator: ":") + "."
            + Self.padded(rest % 1_000, 3)
            + "Z"
    }

    private static func padded(_ value: Int64, _ digits: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}

extension Int64 {
    fileprivate func floored(by divisor: Int64) -> Int64 {
        self / divisor - (self % divisor < 0 ? 1 : 0)
    }
}
