package import FieldModel

/// What one sentence says, in the units of `Position`. What it leaves open is `nil`.
package struct NMEAReading: Sendable, Equatable {
    /// Whether the receiver calls this instant's position good.
    package enum Validity: Sendable {
        /// This kind of sentence does not tell.
        case silent
        case noFix
        case fix
    }

    package let kind: NMEAKind
    package var validity = Validity.silent
    /// UTC, milliseconds since midnight; 86,400,000 and more within a leap second.
    package var timeOfDay: UInt32?
    /// WGS 84 degrees; both or neither.
    package var latitude: Double?
    package var longitude: Double?
    /// Digits after the point of the latitude's minutes.
    package var decimals = 0
    package var mode: Position.Mode?
    package var dimensions: Position.Dimensions?
    /// Metres above the ellipsoid.
    package var altitude: Double?
    /// Metres above mean sea level.
    package var height: Double?
    /// Metres of the geoid above the ellipsoid.
    package var separation: Double?
    /// Metres per second.
    package var speed: Double?
    /// True degrees over ground, 0..<360.
    package var course: Double?
    /// True degrees in which the vehicle points, 0..<360.
    package var heading: Double?
    package var hdop: Double?
    /// Metres, horizontal.
    package var accuracy: Double?
    package var satellites: UInt8?
    package var date: CalendarDay?

    init(_ kind: NMEAKind) { self.kind = kind }

    /// Reads one line without its end. Costs O(its length) and no allocation.
    package init(_ bytes: Span<UInt8>, policy: NMEAChecksumPolicy = .require) throws(NMEAFault) {
        let sentence = try NMEASentence(bytes)
        guard let kind = sentence.kind(bytes) else { throw .unsupported }
        guard sentence.hasChecksum || policy == .acceptAbsent else { throw .unchecked }
        self.init(kind)
        var fields = NMEAFields(sentence)
        switch kind {
        case .rmc: try readRMC(&fields, bytes)
        case .gga: try readGGA(&fields, bytes)
        case .gll: try readGLL(&fields, bytes)
        case .gns: try readGNS(&fields, bytes)
        case .gst: try readGST(&fields, bytes)
        case .vtg: try readVTG(&fields, bytes)
        case .gbs: try readGBS(&fields, bytes)
        case .gsa: try readGSA(&fields, bytes)
        case .gsv: try readGSV(&fields, bytes)
        case .hdt: try readHeading(&fields, bytes, isTHS: sentence.isTHS(bytes))
        case .zda:
            if sentence.address.count == 4 {
                try readPUBXTime(&fields, bytes)
            } else {
                try readZDA(&fields, bytes)
            }
        case .pubxPosition: try readPUBXPosition(&fields, bytes)
        case .pubxSatellites: break
        }
    }
}
