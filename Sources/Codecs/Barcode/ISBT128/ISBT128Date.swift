package import FieldModel

/// A date of ISBT 128, with or without a time of day.
package struct ISBT128Date: Sendable, Equatable {
    package let day: CalendarDay
    /// 0...1,439; `nil` where the structure has no time. 23:59 stands for no time given (ST-001 v6.2.2, §2.4.5).
    package let minute: UInt16?

    /// Reads the content of structures 004 to 009 (`cyyjjj`, `cyyjjjhhmm`), 026 (`yyyymm`, the last day of it) or 031
    /// (`ZUTTYYYYMMDDhhmm`); `nil` for another structure and for a day or time that does not exist.
    package init?(structure: UInt16, _ bytes: Span<UInt8>, _ content: Range<Int>) {
        func number(_ offset: Int, _ count: Int) -> Int? {
            let start = content.lowerBound + offset
            guard start >= 0, start + count <= min(content.upperBound, bytes.count) else { return nil }
            return DecimalField.integer(bytes, start..<start + count)
        }
        let date: LabelDate?
        var minute: Int?
        switch structure {
        case 4...9:
            guard let century = number(0, 1), let year = number(1, 2), let ordinal = number(3, 3) else {
                return nil
            }
            if structure % 2 == 1 {
                guard let time = number(6, 4) else { return nil }
                minute = time
            }
            // The hundreds digit of the year, so 9 is the past century.
            let hundreds = century == 9 ? 19 : 20 + century
            date = LabelDate(year: hundreds * 100 + year, ordinal: ordinal)
        case 26:
            guard let year = number(0, 4), let month = number(4, 2) else { return nil }
            date = LabelDate(year: year, month: month)
        case 31:
            guard let year = number(4, 4), let month = number(8, 2), let day = number(10, 2),
                let time = number(12, 4)
            else { return nil }
            minute = time
            date = LabelDate(year: year, month: month, day: day)
        default: return nil
        }
        guard let day = date?.day else { return nil }
        if let time = minute {
            guard time / 100 < 24, time % 100 < 60 else { return nil }
            minute = time / 100 * 60 + time % 100
        }
        self.day = day
        self.minute = minute.map { UInt16($0) }
    }
}
