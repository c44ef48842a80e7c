import FieldModel

extension GS1Check {
    /// Dates and times of day; the fault stands at the month, day, hour or minute that is wrong.
    func checkTime(_ bytes: Span<UInt8>, _ range: Range<Int>, _ century: GS1Century) throws(GS1Fault) {
        let start = range.lowerBound
        switch self {
        case .dayOrMonth, .day:
            try Self.checkDay(
                bytes,
                start + 2,
                year: century.year(Self.pair(bytes, start)),
                allowsZero: self == .dayOrMonth
            )
        case .longDay:
            let year = Self.pair(bytes, start) * 100 + Self.pair(bytes, start + 2)
            try Self.checkDay(bytes, start + 4, year: year, allowsZero: false)
        case .hour: try Self.limit(bytes, start, below: 24)
        case .minute: try Self.limit(bytes, start, below: 60)
        case .hourMinute:
            try Self.limit(bytes, start, below: 24)
            try Self.limit(bytes, start + 2, below: 60)
        default: return
        }
    }

    /// Month and day, two digits each.
    static func checkDay(
        _ bytes: Span<UInt8>,
        _ start: Int,
        year: Int,
        allowsZero: Bool
    ) throws(GS1Fault) {
        let digits = EightBytes(bytes, start..<start + 4)
        let month = digits.pair(0)
        guard (1...12).contains(month) else { throw GS1Fault(reason: .date, index: start) }
        let day = digits.pair(2)
        guard day <= CalendarDay.days(inMonth: month, of: year), day > 0 || allowsZero else {
            throw GS1Fault(reason: .date, index: start + 2)
        }
    }

    private static func limit(_ bytes: Span<UInt8>, _ start: Int, below limit: Int) throws(GS1Fault) {
        guard pair(bytes, start) < limit else { throw GS1Fault(reason: .time, index: start) }
    }

    /// Two digits that were checked to be digits.
    static func pair(_ bytes: Span<UInt8>, _ start: Int) -> Int {
        Int(bytes[start] &- 0x30) * 10 + Int(bytes[start + 1] &- 0x30)
    }
}
