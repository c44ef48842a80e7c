import FieldModel

/// What the receiver says about jamming, spoofing and its dead reckoning.
extension UBXParser {
    /// MON-HW, 60 bytes, 68 in generation 6: flags at 22 (bits 2–3 jamming).
    mutating func readMonHW(_ payload: Span<UInt8>) throws(UBXFault) -> Outcome {
        try Self.require(payload, 60)
        security.note(.hardware, jamming: Self.state(payload[22] >> 2), at: timeOfWeek)
        return .pending
    }

    /// MON-RF: version, count, then 24 bytes for each band from 4 on, flags at 1 of each (bits 0–1 jamming).
    mutating func readMonRF(_ payload: Span<UInt8>) throws(UBXFault) -> Outcome {
        try Self.require(payload, 4)
        let count = Int(payload[1])
        try Self.require(payload, 4 + 24 * count)
        var worst = Fix.Interference.unknown
        for index in 0..<count {
            let state = Self.state(payload[4 + 24 * index + 1])
            if state.rawValue > worst.rawValue { worst = state }
        }
        security.note(.radio, jamming: worst, at: timeOfWeek)
        return .pending
    }

    /// SEC-SIG. Version 1, 12 bytes: jamming flags at 4 (bit 0 enabled, 1–2 state), spoofing flags at 8 (bit 0 enabled, 1–3
    /// state). Later versions: both at 1 (bit 0 jamming enabled, 1–2 state, 3 spoofing enabled, 4–6 state).
    mutating func readSecSig(_ payload: Span<UInt8>) throws(UBXFault) -> Outcome {
        try Self.require(payload, 4)
        let jamming: UInt8
        let spoofing: UInt8
        if payload[0] == 1 {
            try Self.require(payload, 12)
            (jamming, spoofing) = (payload[4] & 7, payload[8] & 15)
        } else {
            (jamming, spoofing) = (payload[1] & 7, payload[1] >> 3 & 15)
        }
        security.note(
            .security,
            jamming: jamming & 1 == 0 ? .unknown : Self.state(jamming >> 1),
            spoofing: spoofing & 1 == 0 ? .unknown : Fix.Interference(rawValue: spoofing >> 1) ?? .critical,
            at: timeOfWeek
        )
        return .pending
    }

    /// ESF-STATUS: iTOW, version, fusionMode at 12, number of sensors at 15, 4 bytes for each.
    mutating func readESFStatus(_ payload: Span<UInt8>) throws(UBXFault) -> Outcome {
        try Self.require(payload, 16)
        try Self.require(payload, 16 + 4 * Int(payload[15]))
        fusion = Fusion(rawValue: payload[12])
        return .pending
    }

    private static func state(_ bits: UInt8) -> Fix.Interference {
        Fix.Interference(rawValue: bits & 3) ?? .unknown
    }
}
