import FieldModel

extension NMEAReading {
    /// GST: time, rms, semi-major, semi-minor, orientation, 1 sigma of latitude, longitude and height in metres.
    mutating func readGST(_ fields: inout NMEAFields, _ bytes: Span<UInt8>) throws(NMEAFault) {
        timeOfDay = try fields.timeOfDay(bytes)
        fields.skip(4, bytes)
        accuracy = try readError(&fields, bytes)
    }

    /// GBS: time, 1 sigma of latitude, longitude and height in metres, then the satellite that is most likely at fault.
    mutating func readGBS(_ fields: inout NMEAFields, _ bytes: Span<UInt8>) throws(NMEAFault) {
        timeOfDay = try fields.timeOfDay(bytes)
        accuracy = try readError(&fields, bytes)
    }

    /// Both errors as one horizontal distance; zero says that the receiver does not know.
    private func readError(_ fields: inout NMEAFields, _ bytes: Span<UInt8>) throws(NMEAFault) -> Double? {
        let north = try fields.number(bytes, in: Self.errors)
        let east = try fields.number(bytes, in: Self.errors)
        guard let north, let east, north > 0 || east > 0 else { return nil }
        return (north * north + east * east).squareRoot()
    }

    /// VTG: true course, T, magnetic course, M, knots, N, km/h, K, mode (2.3).
    mutating func readVTG(_ fields: inout NMEAFields, _ bytes: Span<UInt8>) throws(NMEAFault) {
        let track = try readCourse(&fields, bytes)
        let reference = fields.letter(bytes)
        fields.skip(2, bytes)
        let knots = try fields.number(bytes, in: Self.knots)
        fields.skip(1, bytes)
        let kilometres = try fields.number(bytes, in: 0...10_000)
        fields.skip(1, bytes)
        guard reference == nil || reference == UInt8(ascii: "T") else { throw .malformed }
        guard fields.letter(bytes) != UInt8(ascii: "N") else { return }
        speed = knots.map { $0 * Self.metresPerSecondPerKnot } ?? kilometres.map { $0 / 3.6 }
        course = track
    }

    /// GSA: manual or automatic, 1 no fix, 2 2D, 3 3D, twelve satellites, pdop, hdop, vdop, system (4.11).
    mutating func readGSA(_ fields: inout NMEAFields, _ bytes: Span<UInt8>) throws(NMEAFault) {
        fields.skip(1, bytes)
        switch try fields.integer(bytes, in: 1...3) {
        case 2: dimensions = .two
        case 3: dimensions = .three
        default:
            validity = .noFix
            return
        }
        fields.skip(13, bytes)
        hdop = try readDilution(&fields, bytes)
    }

    /// GSV: sentences, this one, satellites in view, then four fields for each.
    mutating func readGSV(_ fields: inout NMEAFields, _ bytes: Span<UInt8>) throws(NMEAFault) {
        _ = try fields.integer(bytes, in: 0...99)
        _ = try fields.integer(bytes, in: 0...99)
        satellites = try fields.integer(bytes, in: 0...255).map { UInt8($0) }
    }

    /// HDT: heading, T. THS: heading, mode; V is not valid, S is simulated.
    mutating func readHeading(
        _ fields: inout NMEAFields,
        _ bytes: Span<UInt8>,
        isTHS: Bool
    ) throws(NMEAFault) {
        let degrees = try readCourse(&fields, bytes)
        let letter = fields.letter(bytes)
        if isTHS {
            guard letter != UInt8(ascii: "V"), letter != UInt8(ascii: "S") else {
                validity = .noFix
                return
            }
        } else {
            guard letter == nil || letter == UInt8(ascii: "T") else { throw .malformed }
        }
        heading = degrees
    }

    /// ZDA: time, day, month, year, hours and minutes of the local zone.
    mutating func readZDA(_ fields: inout NMEAFields, _ bytes: Span<UInt8>) throws(NMEAFault) {
        timeOfDay = try fields.timeOfDay(bytes)
        let day = try fields.integer(bytes, in: 0...31)
        let month = try fields.integer(bytes, in: 0...12)
        let year = try fields.integer(bytes, in: 0...9_999)
        guard let day, let month, let year else { return }
        date = CalendarDay(year: year, month: month, day: day)
    }
}
