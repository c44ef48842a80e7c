/// Why a frame gave nothing.
package enum GNSSFault: Error, Sendable, Equatable {
    case nmea(NMEAFault)
    case ubx(UBXFault)
    case gpsd(GpsdFault)
    /// RTCM corrections are not used.
    case rtcm

    /// The reason as counters name it.
    package var name: String {
        switch self {
        case .nmea(let fault): fault.rawValue
        case .ubx(let fault): fault.rawValue
        case .gpsd(let fault): fault.rawValue
        case .rtcm: NMEAFault.unsupported.rawValue
        }
    }

    /// Whether the frame was sound and is only of no use here.
    package var isHarmless: Bool { name == NMEAFault.unsupported.rawValue }
}
