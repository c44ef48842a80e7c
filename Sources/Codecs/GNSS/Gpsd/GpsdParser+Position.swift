import FieldModel

extension GpsdParser {
    /// TPVs that a SKY counts for.
    private static let longestSkyAge = 10

    private struct Fields {
        var device: Range<Int>?
        var mode = 0.0
        var status = 0.0
        var time: (day: CalendarDay?, milliseconds: UInt32)?
        var latitude: Double?
        var longitude: Double?
        var ellipsoid: Double?
        var sea: Double?
        var speed: Double?
        var track: Double?
        var horizontal: Double?
        var errors: (x: Double?, y: Double?) = (nil, nil)
    }

    /// TPV: mode 0 unknown, 1 no fix, 2 and 3 dimensions; status as below; degrees, metres, metres per second.
    mutating func readTPV(_ bytes: Span<UInt8>, _ cursor: inout JSONCursor) throws(GpsdFault) -> Outcome {
        var fields = Fields()
        while let (key, value) = try cursor.member(bytes) { try Self.take(key, value, bytes, &fields) }
        guard fields.mode >= 2 else { return .noFix }
        guard let latitude = fields.latitude, let longitude = fields.longitude else { return .noFix }
        guard (-90...90).contains(latitude), (-180...180).contains(longitude), fields.mode <= 3 else {
            throw .malformed
        }
        let time = fields.time
        let instant = time.map { UInt64($0.day?.rawValue ?? 0) << 32 | UInt64($0.milliseconds) }
        let (isNew, hdop, satellites) = withDevice(fields.device, bytes) {
            device -> (Bool, Double?, UInt8?) in
            defer { device.lastTime = instant }
            guard instant == nil || device.lastTime != instant else { return (false, nil, nil) }
            device.age = min(device.age + 1, Self.longestSkyAge + 1)
            let isFresh = device.age <= Self.longestSkyAge
            return (true, isFresh ? device.hdop : nil, isFresh ? device.satellites : nil)
        }
        guard isNew else { return .report(.repeated) }
        return .position(
            Position(
                timeOfDay: time?.milliseconds,
                latitude: latitude,
                longitude: longitude,
                dimensions: fields.mode < 3 ? .two : .three,
                mode: Self.mode(fields.status),
                altitude: try Self.checked(fields.ellipsoid, -20_000...1e8),
                height: try Self.checked(fields.sea, -20_000...1e8),
                speed: try Self.checked(fields.speed, 0...1e4),
                course: try Self.checked(fields.track, 0...360).map { $0 == 360 ? 0 : $0 },
                hdop: hdop,
                accuracy: Self.accuracy(fields),
                satellites: satellites,
                date: time?.day
            )
        )
    }

    private static func take(
        _ key: Range<Int>,
        _ value: JSONCursor.Value,
        _ bytes: Span<UInt8>,
        _ fields: inout Fields
    ) throws(GpsdFault) {
        if bytes.spells("device", at: key) {
            fields.device = value.string
        } else if bytes.spells("mode", at: key) {
            fields.mode = value.number ?? 0
        } else if bytes.spells("status", at: key) {
            fields.status = value.number ?? 0
        } else if bytes.spells("time", at: key) {
            guard let text = value.string else { return }
            fields.time = try time(bytes, text)
        } else if bytes.spells("lat", at: key) {
            fields.latitude = value.number
        } else if bytes.spells("lon", at: key) {
            fields.longitude = value.number
        } else if bytes.spells("altHAE", at: key) {
            fields.ellipsoid = value.number
        } else if bytes.spells("altMSL", at: key) {
            fields.sea = value.number
        } else if bytes.spells("speed", at: key) {
            fields.speed = value.number
        } else if bytes.spells("track", at: key) {
            fields.track = value.number
        } else if bytes.spells("eph", at: key) {
            fields.horizontal = value.number
        } else if bytes.spells("epx", at: key) {
            fields.errors.x = value.number
        } else if bytes.spells("epy", at: key) {
            fields.errors.y = value.number
        }
    }

    /// Horizontal error in metres. gpsd does not say how likely it is; most of its figures are 95 %, which promises less
    /// than one standard deviation does.
    private static func accuracy(_ fields: Fields) -> Double? {
        let accuracy: Double? =
            if let horizontal = fields.horizontal {
                horizontal
            } else if let x = fields.errors.x, let y = fields.errors.y {
                (x * x + y * y).squareRoot()
            } else {
                nil
            }
        return accuracy.flatMap { (0...1e6).contains($0) ? $0 : nil }
    }

    /// Status: 2 differential, 3 RTK fixed, 4 RTK float, 5 dead reckoning, 6 with satellites, 7 surveyed, 8 simulated.
    private static func mode(_ status: Double) -> Position.Mode {
        switch status {
        case 2: .differential
        case 3: .fixedRTK
        case 4: .floatRTK
        case 5: .estimated
        case 7: .manual
        case 8: .simulated
        default: .autonomous
        }
    }

    static func checked(_ value: Double?, _ range: ClosedRange<Double>) throws(GpsdFault) -> Double? {
        guard let value else { return nil }
        guard range.contains(value) else { throw .malformed }
        return value
    }

    /// `2026-01-31T12:34:56.789Z`, any number of decimals.
    private static func time(
        _ bytes: Span<UInt8>,
        _ text: Range<Int>
    ) throws(GpsdFault) -> (day: CalendarDay?, milliseconds: UInt32) {
        let start = text.lowerBound
        func number(_ offset: Int, _ count: Int) -> Int? {
            DecimalField.integer(bytes, start + offset..<start + offset + count)
        }
        guard text.count >= 20, bytes[text.upperBound - 1] == UInt8(ascii: "Z"),
            bytes[start + 10] == UInt8(ascii: "T"), let year = number(0, 4), let month = number(5, 2),
            let day = number(8, 2), let hour = number(11, 2), let minute = number(14, 2),
            let seconds = DecimalField.parse(bytes, start + 17..<text.upperBound - 1),
            hour < 24, minute < 60, seconds >= 0, seconds < 61
        else { throw .malformed }
        // Rounding leads into no second that was not told, least of all into a leap second.
        let latest = seconds < 60 ? 59_999.0 : 60_999.0
        let milliseconds = UInt32(min((seconds * 1_000).rounded(), latest))
        return (
            CalendarDay(year: year, month: month, day: day),
            UInt32(hour * 3_600_000 + minute * 60_000) + milliseconds
        )
    }
}
