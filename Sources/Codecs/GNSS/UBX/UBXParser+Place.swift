import FieldModel

/// Where: each message states its own units, which become degrees and metres here.
extension UBXParser {
    /// NAV-POSLLH, 28 bytes: iTOW, lon, lat (1e-7°), height, hMSL (mm), hAcc, vAcc (mm).
    mutating func readPosLLH(_ payload: Span<UInt8>) throws(UBXFault) -> Outcome {
        try Self.require(payload, 28)
        let place = try Self.place(
            latitude: Double(payload.signed32(8)) / 1e7,
            longitude: Double(payload.signed32(4)) / 1e7,
            altitude: Double(payload.signed32(12)) / 1e3,
            height: Double(payload.signed32(16)) / 1e3,
            accuracy: Double(payload.unsigned32(20)) / 1e3,
            rank: 1
        )
        return try join(.place, at: payload.unsigned32(0)) { $0.improve(place) }
    }

    /// NAV-HPPOSLLH, 36 bytes: version, flags at 3 (bit 0 invalid), iTOW at 4, then as NAV-POSLLH with a further byte each
    /// (1e-9°, 0.1 mm) and accuracies in 0.1 mm.
    mutating func readHPPosLLH(_ payload: Span<UInt8>) throws(UBXFault) -> Outcome {
        try Self.require(payload, 36)
        let isInvalid = payload[3] & 1 != 0
        let place = try Self.place(
            latitude: Double(payload.signed32(12)) / 1e7 + Double(payload.signed8(25)) / 1e9,
            longitude: Double(payload.signed32(8)) / 1e7 + Double(payload.signed8(24)) / 1e9,
            altitude: Double(payload.signed32(16)) / 1e3 + Double(payload.signed8(26)) / 1e4,
            height: Double(payload.signed32(20)) / 1e3 + Double(payload.signed8(27)) / 1e4,
            accuracy: Double(payload.unsigned32(28)) / 1e4,
            rank: 2
        )
        return try join(.precise, at: payload.unsigned32(4)) {
            if isInvalid { $0.isPlaceInvalid = true }
            $0.improve(place)
        }
    }

    /// NAV-POSECEF, 20 bytes: iTOW, x, y, z, pAcc (cm).
    mutating func readPosECEF(_ payload: Span<UInt8>) throws(UBXFault) -> Outcome {
        try Self.require(payload, 20)
        let place = Self.place(
            EarthCentred(
                x: Double(payload.signed32(4)) / 1e2,
                y: Double(payload.signed32(8)) / 1e2,
                z: Double(payload.signed32(12)) / 1e2
            ),
            accuracy: Double(payload.unsigned32(16)) / 1e2
        )
        return try join(.earthCentred, at: payload.unsigned32(0)) { if let place { $0.improve(place) } }
    }

    /// NAV-HPPOSECEF, 28 bytes: version, iTOW at 4, x, y, z (cm), their further bytes (0.1 mm) at 20, flags at 23 (bit 0
    /// invalid), pAcc (0.1 mm).
    mutating func readHPPosECEF(_ payload: Span<UInt8>) throws(UBXFault) -> Outcome {
        try Self.require(payload, 28)
        let place = Self.place(
            EarthCentred(
                x: Double(payload.signed32(8)) / 1e2 + Double(payload.signed8(20)) / 1e4,
                y: Double(payload.signed32(12)) / 1e2 + Double(payload.signed8(21)) / 1e4,
                z: Double(payload.signed32(16)) / 1e2 + Double(payload.signed8(22)) / 1e4
            ),
            accuracy: Double(payload.unsigned32(24)) / 1e4
        )
        let isInvalid = payload[23] & 1 != 0
        return try join(.earthCentred, at: payload.unsigned32(4)) {
            if let place, !isInvalid { $0.improve(place) }
        }
    }

    /// NAV-COV, 64 bytes: iTOW, version, posCovValid at 5, the north and east variances (m², singles) at 16 and 28.
    mutating func readCov(_ payload: Span<UInt8>) throws(UBXFault) -> Outcome {
        try Self.require(payload, 64)
        let variance = payload.single(16) + payload.single(28)
        let accuracy = payload[5] == 1 && (0...1e12).contains(variance) ? variance.squareRoot() : nil
        return try join(.covariance, at: payload.unsigned32(0)) { $0.covarianceAccuracy = accuracy }
    }

    static func place(
        latitude: Double,
        longitude: Double,
        altitude: Double,
        height: Double,
        accuracy: Double,
        rank: Int
    ) throws(UBXFault) -> UBXEpoch.Place {
        guard (-90...90).contains(latitude), (-180...180).contains(longitude) else { throw .malformed }
        return UBXEpoch.Place(
            latitude: latitude,
            longitude: longitude,
            altitude: altitude,
            height: height,
            accuracy: accuracy,
            rank: rank
        )
    }

    /// The accuracy of an Earth-centred position is in three dimensions, so it never promises too much.
    static func place(_ point: EarthCentred, accuracy: Double) -> UBXEpoch.Place? {
        point.geodetic.map {
            UBXEpoch.Place(
                latitude: $0.latitude,
                longitude: $0.longitude,
                altitude: $0.altitude,
                height: nil,
                accuracy: accuracy,
                rank: 0
            )
        }
    }
}

extension UBXEpoch {
    /// Takes a position over unless a better one is there.
    mutating func improve(_ new: Place) {
        guard new.rank >= place?.rank ?? 0 else { return }
        place = new
    }
}
