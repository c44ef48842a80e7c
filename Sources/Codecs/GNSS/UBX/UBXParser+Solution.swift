import FieldModel

/// Whether to believe it, and how fast.
extension UBXParser {
    /// NAV-PVT, 84 bytes in generation 7 and 92 since: iTOW, UTC at 4 with its validity at 11 (bit 0 date, 1 time), nano at
    /// 16, fixType, flags (bit 0 gnssFixOK, 1 differential, 6–7 carrier phase), numSV at 23, lon, lat (1e-7°), height,
    /// hMSL, hAcc (mm), velocity, gSpeed at 60 (mm/s), headMot (1e-5°), flags3 at 78 (bit 0 invalidLlh).
    mutating func readPVT(_ payload: Span<UInt8>) throws(UBXFault) -> Outcome {
        try Self.require(payload, 84)
        guard let kind = UBXEpoch.Kind(rawValue: payload[20]) else { throw .malformed }
        let flags = payload[21]
        let place = try Self.place(
            latitude: Double(payload.signed32(28)) / 1e7,
            longitude: Double(payload.signed32(24)) / 1e7,
            altitude: Double(payload.signed32(32)) / 1e3,
            height: Double(payload.signed32(36)) / 1e3,
            accuracy: Double(payload.unsigned32(40)) / 1e3,
            rank: 1
        )
        let clock = try Self.clock(
            payload,
            at: 4,
            nanoseconds: payload.signed32(16),
            isTimeValid: payload[11] & 2 != 0,
            isDateValid: payload[11] & 1 != 0
        )
        let speed = Double(payload.signed32(60)) / 1e3
        let course = UBXEpoch.turned(Double(payload.signed32(64)) / 1e5)
        let satellites = payload[23]
        let isInvalid = payload.count >= 80 && payload[78] & 1 != 0
        return try join(.pvt, at: payload.unsigned32(0)) {
            $0.verdict = UBXEpoch.Verdict(
                kind: kind,
                isWithinLimits: flags & 1 != 0,
                isDifferential: flags & 2 != 0,
                carrier: flags >> 6
            )
            if isInvalid { $0.isPlaceInvalid = true }
            $0.improve(place)
            $0.speed = (0..<1e4).contains(speed) ? speed : nil
            $0.course = course
            $0.satellites = satellites
            if let clock { $0.utc = clock }
        }
    }

    /// NAV-SOL, 52 bytes: iTOW, fTOW, week, gpsFix, flags (bit 0 fix valid, 1 differential, 2 week set, 3 time set), x, y,
    /// z, pAcc (cm), velocity (cm/s) at 28, numSV at 47.
    mutating func readSol(_ payload: Span<UInt8>) throws(UBXFault) -> Outcome {
        try Self.require(payload, 52)
        guard let kind = UBXEpoch.Kind(rawValue: payload[10]) else { throw .malformed }
        let flags = payload[11]
        let place = Self.place(
            EarthCentred(
                x: Double(payload.signed32(12)) / 1e2,
                y: Double(payload.signed32(16)) / 1e2,
                z: Double(payload.signed32(20)) / 1e2
            ),
            accuracy: Double(payload.unsigned32(24)) / 1e2
        )
        let velocity = Self.velocity(payload, at: 28)
        let (satellites, week) = (payload[47], Int(payload.signed16(8)))
        return try join(.solution, at: payload.unsigned32(0)) {
            if $0.verdict == nil {
                $0.verdict = UBXEpoch.Verdict(
                    kind: kind,
                    isWithinLimits: flags & 1 != 0,
                    isDifferential: flags & 2 != 0
                )
            }
            if let place { $0.improve(place) }
            $0.velocity = $0.velocity ?? velocity
            $0.satellites = $0.satellites ?? satellites
            if flags & 4 != 0 { $0.week = week }
            if flags & 8 != 0 { $0.isTimeKnown = true }
        }
    }

    /// NAV-STATUS, 16 bytes: iTOW, gpsFix, flags as in NAV-SOL, fixStat, flags2 (bits 3–4 spoofing, 6–7 carrier phase).
    mutating func readStatus(_ payload: Span<UInt8>) throws(UBXFault) -> Outcome {
        try Self.require(payload, 16)
        guard let kind = UBXEpoch.Kind(rawValue: payload[4]) else { throw .malformed }
        let (flags, more, time) = (payload[5], payload[7], payload.unsigned32(0))
        // Reserved bits before generation 8.
        if (receiver?.generation ?? .eight) >= .eight {
            let spoofing = Fix.Interference(rawValue: more >> 3 & 3) ?? .unknown
            security.note(.status, spoofing: spoofing, at: time)
        }
        return try join(.status, at: time) {
            if $0.verdict == nil || !$0.kinds.contains(.pvt) {
                $0.verdict = UBXEpoch.Verdict(
                    kind: kind,
                    isWithinLimits: flags & 1 != 0,
                    isDifferential: flags & 2 != 0,
                    carrier: more >> 6
                )
            }
            if flags & 8 != 0 { $0.isTimeKnown = true }
        }
    }

    /// NAV-VELNED, 36 bytes: iTOW, velocity (cm/s), speed, gSpeed at 20 (cm/s), heading at 24 (1e-5°).
    mutating func readVelNED(_ payload: Span<UInt8>) throws(UBXFault) -> Outcome {
        try Self.require(payload, 36)
        let speed = Double(payload.unsigned32(20)) / 1e2
        let course = UBXEpoch.turned(Double(payload.signed32(24)) / 1e5)
        return try join(.velocity, at: payload.unsigned32(0)) {
            $0.speed = $0.speed ?? (speed < 1e4 ? speed : nil)
            $0.course = $0.course ?? course
        }
    }

    /// NAV-VELECEF, 20 bytes: iTOW, x, y, z (cm/s).
    mutating func readVelECEF(_ payload: Span<UInt8>) throws(UBXFault) -> Outcome {
        try Self.require(payload, 20)
        let velocity = Self.velocity(payload, at: 4)
        return try join(.velocity, at: payload.unsigned32(0)) { $0.velocity = velocity }
    }

    /// NAV-DOP, 18 bytes: iTOW, then 0.01 each: geometric, position, time, vertical, horizontal at 12.
    mutating func readDOP(_ payload: Span<UInt8>) throws(UBXFault) -> Outcome {
        try Self.require(payload, 18)
        let hdop = Double(payload.unsigned16(12)) / 1e2
        return try join(.dilution, at: payload.unsigned32(0)) { $0.hdop = hdop > 0 && hdop < 99 ? hdop : nil }
    }

    /// NAV-SAT and NAV-SVINFO: iTOW, their count at 5 or 4, then 12 bytes each from 8 on. Only who is used is counted.
    mutating func readSatellites(
        _ payload: Span<UInt8>,
        usedAt offset: Int,
        mask: UInt8
    ) throws(UBXFault) -> Outcome {
        try Self.require(payload, 8)
        let count = Int(payload[offset == 8 ? 5 : 4])
        try Self.require(payload, 8 + 12 * count)
        var used: UInt8 = 0
        for index in 0..<count where payload[8 + 12 * index + offset] & mask != 0 { used += 1 }
        return try join([], at: payload.unsigned32(0)) { $0.satellites = $0.satellites ?? used }
    }

    private static func velocity(_ payload: Span<UInt8>, at offset: Int) -> EarthCentred {
        EarthCentred(
            x: Double(payload.signed32(offset)) / 1e2,
            y: Double(payload.signed32(offset + 4)) / 1e2,
            z: Double(payload.signed32(offset + 8)) / 1e2
        )
    }
}
