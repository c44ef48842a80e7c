/// Class and id of a UBX message: class × 256 + id.
package struct UBXMessage: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let navPosECEF = UBXMessage(rawValue: 0x0101)
    package static let navPosLLH = UBXMessage(rawValue: 0x0102)
    package static let navStatus = UBXMessage(rawValue: 0x0103)
    package static let navDOP = UBXMessage(rawValue: 0x0104)
    package static let navSol = UBXMessage(rawValue: 0x0106)
    package static let navPVT = UBXMessage(rawValue: 0x0107)
    package static let navVelECEF = UBXMessage(rawValue: 0x0111)
    package static let navVelNED = UBXMessage(rawValue: 0x0112)
    package static let navHPPosECEF = UBXMessage(rawValue: 0x0113)
    package static let navHPPosLLH = UBXMessage(rawValue: 0x0114)
    package static let navTimeGPS = UBXMessage(rawValue: 0x0120)
    package static let navTimeUTC = UBXMessage(rawValue: 0x0121)
    package static let navTimeLS = UBXMessage(rawValue: 0x0126)
    package static let navSVInfo = UBXMessage(rawValue: 0x0130)
    package static let navSat = UBXMessage(rawValue: 0x0135)
    package static let navCov = UBXMessage(rawValue: 0x0136)
    package static let navEOE = UBXMessage(rawValue: 0x0161)
    package static let ackNak = UBXMessage(rawValue: 0x0500)
    package static let ackAck = UBXMessage(rawValue: 0x0501)
    package static let cfgPort = UBXMessage(rawValue: 0x0600)
    package static let cfgOutput = UBXMessage(rawValue: 0x0601)
    package static let cfgRate = UBXMessage(rawValue: 0x0608)
    package static let cfgSave = UBXMessage(rawValue: 0x0609)
    package static let cfgNavigation = UBXMessage(rawValue: 0x0624)
    package static let cfgInterference = UBXMessage(rawValue: 0x0639)
    package static let cfgSystems = UBXMessage(rawValue: 0x063E)
    package static let cfgSet = UBXMessage(rawValue: 0x068A)
    package static let cfgGet = UBXMessage(rawValue: 0x068B)
    package static let monVer = UBXMessage(rawValue: 0x0A04)
    package static let monHW = UBXMessage(rawValue: 0x0A09)
    package static let monRF = UBXMessage(rawValue: 0x0A38)
    package static let esfStatus = UBXMessage(rawValue: 0x1010)
    package static let secSig = UBXMessage(rawValue: 0x2709)

    /// Such as `01-07`, as u-blox writes it in tables.
    package var description: String {
        [rawValue >> 8, rawValue & 0xFF]
            .map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }
            .joined(separator: "-")
    }
}
