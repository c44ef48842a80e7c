/// The sentences that are read. The raw value is the bit of a kind in a set of kinds.
package enum NMEAKind: UInt16, Sendable, CaseIterable {
    /// Recommended minimum: time, position, speed, course, date.
    case rmc = 0x001
    /// Fix data: time, position, quality, satellites, height.
    case gga = 0x002
    /// Geographic position: position, time.
    case gll = 0x004
    /// Fix data of several constellations.
    case gns = 0x008
    /// `$PUBX,00`: u-blox position with errors.
    case pubxPosition = 0x010
    /// Pseudorange error statistics.
    case gst = 0x020
    /// Date and time; `$PUBX,04` counts as one.
    case zda = 0x040
    /// Course and speed over ground.
    case vtg = 0x080
    /// Satellite fault detection: expected errors.
    case gbs = 0x100
    /// Dilution of precision and active satellites: 2D or 3D.
    case gsa = 0x200
    /// Satellites in view. It is proved and counted; an epoch takes nothing from it.
    case gsv = 0x400
    /// True heading; THS, which says how it was found, counts as one.
    case hdt = 0x800
    /// `$PUBX,03`: satellites of a u-blox receiver. It is proved and counted; an epoch takes nothing from it.
    case pubxSatellites = 0x1000

    /// Whether a sentence of this kind can place its epoch on the map.
    package var carriesPosition: Bool {
        switch self {
        case .rmc, .gga, .gll, .gns, .pubxPosition: true
        default: false
        }
    }
}
