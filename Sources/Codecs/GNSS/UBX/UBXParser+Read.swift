import FieldModel

extension UBXParser {
    mutating func read(_ message: UBXMessage, _ payload: Span<UInt8>) throws(UBXFault) -> Outcome {
        switch message {
        case .navPVT: return try readPVT(payload)
        case .navPosLLH: return try readPosLLH(payload)
        case .navHPPosLLH: return try readHPPosLLH(payload)
        case .navPosECEF: return try readPosECEF(payload)
        case .navHPPosECEF: return try readHPPosECEF(payload)
        case .navSol: return try readSol(payload)
        case .navStatus: return try readStatus(payload)
        case .navVelNED: return try readVelNED(payload)
        case .navVelECEF: return try readVelECEF(payload)
        case .navDOP: return try readDOP(payload)
        case .navCov: return try readCov(payload)
        case .navTimeUTC: return try readTimeUTC(payload)
        case .navTimeGPS: return try readTimeGPS(payload)
        case .navTimeLS: return try readTimeLS(payload)
        case .navSVInfo: return try readSatellites(payload, usedAt: 2, mask: 1)
        case .navSat: return try readSatellites(payload, usedAt: 8, mask: 8)
        case .navEOE:
            try Self.require(payload, 4)
            return try join(.end, at: payload.unsigned32(0)) { _ in }
        case .monHW: return try readMonHW(payload)
        case .monRF: return try readMonRF(payload)
        case .secSig: return try readSecSig(payload)
        case .esfStatus: return try readESFStatus(payload)
        case .monVer:
            guard let receiver = UBXReceiver(payload) else { throw .malformed }
            self.receiver = receiver
            return .pending
        default: throw .unsupported
        }
    }

    static func require(_ payload: Span<UInt8>, _ count: Int) throws(UBXFault) {
        guard payload.count >= count else { throw .malformed }
    }
}
