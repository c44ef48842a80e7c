import FieldModel

extension NMEAReading {
    static let metresPerSecondPerKnot = 1_852.0 / 3_600.0
    static let knots = 0.0...5_000.0
    static let angles = 0.0...360.0
    /// Metres above or below sea level that a receiver can be at.
    static let heights = -1_000.0...100_000.0
    /// Metres; the geoid lies within -107...86 of the ellipsoid.
    static let separations = -200.0...200.0
    static let errors = 0.0...100_000_000.0

    /// RMC: time, status, latitude, longitude, knots, course, date, variation (2), mode (2.3), navigation status (4.10).
    mutating func readRMC(_ fields: inout NMEAFields, _ bytes: Span<UInt8>) throws(NMEAFault) {
        timeOfDay = try fields.timeOfDay(bytes)
        let isGood = try readStatus(&fields, bytes)
        try readPlace(&fields, bytes)
        speed = try fields.number(bytes, in: Self.knots).map { $0 * Self.metresPerSecondPerKnot }
        course = try readCourse(&fields, bytes)
        date = try fields.date(bytes)
        fields.skip(2, bytes)
        try judge(isGood: isGood, letter: fields.letter(bytes))
    }

    /// GGA: time, latitude, longitude, quality, satellites, hdop, height, geoid separation, age and station of corrections.
    mutating func readGGA(_ fields: inout NMEAFields, _ bytes: Span<UInt8>) throws(NMEAFault) {
        timeOfDay = try fields.timeOfDay(bytes)
        try readPlace(&fields, bytes)
        let quality = try fields.integer(bytes, in: 0...9) ?? 0
        satellites = try fields.integer(bytes, in: 0...255).map { UInt8($0) }
        hdop = try readDilution(&fields, bytes)
        height = try fields.metres(bytes, in: Self.heights)
        separation = try fields.metres(bytes, in: Self.separations)
        try settle(isGood: quality > 0)
        mode =
            switch quality {
            case 0: nil
            case 2, 9: .differential
            case 4: .fixedRTK
            case 5: .floatRTK
            case 6: .estimated
            case 7: .manual
            case 8: .simulated
            default: .autonomous
            }
    }

    /// GLL: latitude, longitude, time (2.0), status (2.0), mode (2.3).
    mutating func readGLL(_ fields: inout NMEAFields, _ bytes: Span<UInt8>) throws(NMEAFault) {
        try readPlace(&fields, bytes)
        guard !fields.isAtEnd else { return try settle(isGood: latitude != nil) }
        timeOfDay = try fields.timeOfDay(bytes)
        let isGood = try readStatus(&fields, bytes)
        try judge(isGood: isGood, letter: fields.letter(bytes))
    }

    /// GNS: time, latitude, longitude, a mode letter for each constellation, satellites, hdop, height, geoid
    /// separation, age and station of corrections, navigation status (4.10).
    mutating func readGNS(_ fields: inout NMEAFields, _ bytes: Span<UInt8>) throws(NMEAFault) {
        timeOfDay = try fields.timeOfDay(bytes)
        try readPlace(&fields, bytes)
        var best: Position.Mode?
        for index in fields.next(bytes) where bytes[index] != UInt8(ascii: "N") {
            guard let mode = Self.mode(bytes[index]) else { throw .malformed }
            best = best.map { $0.weight < mode.weight ? mode : $0 } ?? mode
        }
        satellites = try fields.integer(bytes, in: 0...255).map { UInt8($0) }
        hdop = try readDilution(&fields, bytes)
        height = try fields.number(bytes, in: Self.heights)
        separation = try fields.number(bytes, in: Self.separations)
        try settle(isGood: best != nil)
        mode = best
    }

    mutating func readPlace(_ fields: inout NMEAFields, _ bytes: Span<UInt8>) throws(NMEAFault) {
        let north = try fields.angle(bytes, .latitude)
        let east = try fields.angle(bytes, .longitude)
        guard let north, let east else { return }
        latitude = north.degrees
        longitude = east.degrees
        decimals = north.decimals
    }

    /// Status A or V.
    private func readStatus(_ fields: inout NMEAFields, _ bytes: Span<UInt8>) throws(NMEAFault) -> Bool {
        switch fields.letter(bytes) {
        case UInt8(ascii: "A"): true
        case UInt8(ascii: "V"), nil: false
        default: throw .malformed
        }
    }

    mutating func readCourse(_ fields: inout NMEAFields, _ bytes: Span<UInt8>) throws(NMEAFault) -> Double? {
        try fields.number(bytes, in: Self.angles).map { $0 == 360 ? 0 : $0 }
    }

    /// Receivers write 99.99 or 0 for a dilution that they do not know.
    mutating func readDilution(_ fields: inout NMEAFields, _ bytes: Span<UInt8>) throws(NMEAFault) -> Double?
    {
        try fields.number(bytes, in: 0...10_000).flatMap { $0 > 0 && $0 < 99 ? $0 : nil }
    }

    private mutating func judge(isGood: Bool, letter: UInt8?) throws(NMEAFault) {
        guard let letter else {
            try settle(isGood: isGood)
            mode = isGood ? .autonomous : nil
            return
        }
        guard letter != UInt8(ascii: "N") else { return try settle(isGood: false) }
        guard let found = Self.mode(letter) else { throw .malformed }
        try settle(isGood: isGood)
        mode = isGood ? found : nil
    }

    /// A good position must be there; one that is not good leaves no trace.
    mutating func settle(isGood: Bool) throws(NMEAFault) {
        validity = isGood ? .fix : .noFix
        guard isGood else {
            latitude = nil
            longitude = nil
            height = nil
            altitude = nil
            separation = nil
            speed = nil
            course = nil
            hdop = nil
            return
        }
        guard latitude != nil else { throw .malformed }
    }

    /// The mode indicator of NMEA 0183 2.3 and later; `nil` for a letter that means no fix or nothing.
    private static func mode(_ letter: UInt8) -> Position.Mode? {
        switch letter {
        case UInt8(ascii: "A"): .autonomous
        case UInt8(ascii: "D"), UInt8(ascii: "P"): .differential
        case UInt8(ascii: "F"): .floatRTK
        case UInt8(ascii: "R"): .fixedRTK
        case UInt8(ascii: "E"): .estimated
        case UInt8(ascii: "M"): .manual
        case UInt8(ascii: "S"): .simulated
        default: nil
        }
    }
}
