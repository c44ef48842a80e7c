import FieldModel

extension NMEAReading {
    /// `$PUBX,00`: time, latitude, longitude, metres above the ellipsoid, status, horizontal and vertical accuracy in
    /// metres, km/h, course, vertical speed, age of corrections, hdop, vdop, tdop, satellites, reserved, dead reckoning.
    ///
    /// Source: u-blox M8 receiver description UBX-13003221, chapter NMEA, PUBX,00.
    mutating func readPUBXPosition(_ fields: inout NMEAFields, _ bytes: Span<UInt8>) throws(NMEAFault) {
        fields.skip(1, bytes)
        timeOfDay = try fields.timeOfDay(bytes)
        try readPlace(&fields, bytes)
        altitude = try fields.number(bytes, in: Self.heights)
        let status = fields.next(bytes)
        guard status.count == 2 else { throw .malformed }
        let letters = (bytes[status.lowerBound], bytes[status.lowerBound + 1])
        let error = try fields.number(bytes, in: Self.errors)
        fields.skip(1, bytes)
        speed = try fields.number(bytes, in: 0...10_000).map { $0 / 3.6 }
        course = try readCourse(&fields, bytes)
        fields.skip(2, bytes)
        hdop = try readDilution(&fields, bytes)
        fields.skip(2, bytes)
        satellites = try fields.integer(bytes, in: 0...255).map { UInt8($0) }
        fields.skip(1, bytes)
        let usesDeadReckoning = try fields.integer(bytes, in: 0...9) ?? 0 > 0
        try readPUBXStatus(letters)
        guard validity == .fix else { return }
        accuracy = error.flatMap { $0 > 0 ? $0 : nil }
        if usesDeadReckoning, mode != .estimated { mode = .estimated }
    }

    /// NF no fix, DR dead reckoning, G2 and G3 stand-alone, D2 and D3 differential, RK satellites with dead reckoning,
    /// TT time only.
    private mutating func readPUBXStatus(_ letters: (UInt8, UInt8)) throws(NMEAFault) {
        switch letters {
        case (UInt8(ascii: "N"), UInt8(ascii: "F")), (UInt8(ascii: "T"), UInt8(ascii: "T")):
            return try settle(isGood: false)
        case (UInt8(ascii: "D"), UInt8(ascii: "R")), (UInt8(ascii: "R"), UInt8(ascii: "K")):
            mode = .estimated
        case (UInt8(ascii: "G"), let digit): try setDimensions(digit, .autonomous)
        case (UInt8(ascii: "D"), let digit): try setDimensions(digit, .differential)
        default: throw .malformed
        }
        try settle(isGood: true)
    }

    private mutating func setDimensions(_ digit: UInt8, _ mode: Position.Mode) throws(NMEAFault) {
        switch digit {
        case UInt8(ascii: "2"): dimensions = .two
        case UInt8(ascii: "3"): dimensions = .three
        default: throw .malformed
        }
        self.mode = mode
    }

    /// `$PUBX,04`: time, date, seconds and number of the week, leap seconds (followed by D while they are a default),
    /// clock bias, drift, time pulse granularity.
    mutating func readPUBXTime(_ fields: inout NMEAFields, _ bytes: Span<UInt8>) throws(NMEAFault) {
        fields.skip(1, bytes)
        timeOfDay = try fields.timeOfDay(bytes)
        date = try fields.date(bytes)
    }
}
