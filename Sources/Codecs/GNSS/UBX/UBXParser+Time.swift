import FieldModel

extension UBXParser {
    /// NAV-TIMEUTC, 20 bytes: iTOW, tAcc, nano at 8, year at 12, month, day, hour, minute, second, valid at 19 (bit 1 week,
    /// 2 UTC).
    mutating func readTimeUTC(_ payload: Span<UInt8>) throws(UBXFault) -> Outcome {
        try Self.require(payload, 20)
        let valid = payload[19]
        let clock = try Self.clock(
            payload,
            at: 12,
            nanoseconds: payload.signed32(8),
            isTimeValid: valid & 4 != 0,
            isDateValid: valid & 2 != 0
        )
        return try join(.utc, at: payload.unsigned32(0)) { $0.utc = $0.utc ?? clock }
    }

    /// NAV-TIMEGPS, 16 bytes: iTOW, fTOW, week at 8, leap seconds at 10, valid at 11 (bit 0 time, 1 week, 2 leap seconds).
    mutating func readTimeGPS(_ payload: Span<UInt8>) throws(UBXFault) -> Outcome {
        try Self.require(payload, 16)
        let (valid, week) = (payload[11], Int(payload.signed16(8)))
        if valid & 4 != 0 { try noteLeapSeconds(payload.signed8(10)) }
        return try join(.gpsTime, at: payload.unsigned32(0)) {
            if valid & 1 != 0 { $0.isTimeKnown = true }
            if valid & 2 != 0 { $0.week = week }
        }
    }

    /// NAV-TIMELS, 24 bytes: iTOW, version, leap seconds at 9, valid at 23 (bit 0 current).
    mutating func readTimeLS(_ payload: Span<UInt8>) throws(UBXFault) -> Outcome {
        try Self.require(payload, 24)
        if payload[23] & 1 != 0 { try noteLeapSeconds(payload.signed8(9)) }
        return .pending
    }

    private mutating func noteLeapSeconds(_ seconds: Int8) throws(UBXFault) {
        guard (0...60).contains(seconds) else { throw .malformed }
        leapSeconds = Int(seconds)
    }

    /// Year (u16), month, day, hour, minute, second; with the nanoseconds, which may be negative, rounded to milliseconds.
    static func clock(
        _ payload: Span<UInt8>,
        at offset: Int,
        nanoseconds: Int32,
        isTimeValid: Bool,
        isDateValid: Bool
    ) throws(UBXFault) -> UBXEpoch.Clock? {
        guard isTimeValid else { return nil }
        let (hour, minute, second) = (payload[offset + 4], payload[offset + 5], payload[offset + 6])
        guard hour < 24, minute < 60, second <= 60, nanoseconds.magnitude <= 1_000_000_000 else {
            throw .malformed
        }
        var date: CalendarDay?
        if isDateValid {
            date = CalendarDay(
                year: Int(payload.unsigned16(offset)),
                month: Int(payload[offset + 2]),
                day: Int(payload[offset + 3])
            )
        }
        let whole = (Int64(hour) * 3_600 + Int64(minute) * 60 + Int64(second)) * 1_000
        var time = whole + Int64((Double(nanoseconds) / 1e6).rounded())
        if time < 0 {
            time += GPSTime.millisecondsPerDay
            date = date?.moved(by: -1)
        } else if time >= GPSTime.millisecondsPerDay, second < 60 {
            time -= GPSTime.millisecondsPerDay
            date = date?.moved(by: 1)
        }
        // A leap second at midnight counts as 86,400,000 and more, as in NMEA sentences.
        return UBXEpoch.Clock(timeOfDay: UInt32(time), date: date)
    }
}
