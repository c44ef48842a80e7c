package import FieldModel

/// A position as a person writes it.
///
/// Reads WGS 84 in degrees, in degrees and minutes and with seconds, with letters (N S E W, Swedish Ö and V) before or
/// after, with signs or bare; SWEREF 99 TM in either order; and MGRS. A comma parts numbers where decimals have points, and
/// is a decimal comma elsewhere.
package struct CoordinateText: Sendable, Equatable {
    package static let maximumBytes = 100

    package let point: GeographicPoint
    package let notation: Notation

    package enum Notation: String, CaseIterable, Sendable {
        case wgs84
        case sweref99TM = "sweref99tm"
        case mgrs
    }

    /// Costs O(its length).
    ///
    /// - Throws: what is wrong with it.
    package init(_ text: String) throws(CoordinateError) {
        guard text.utf8.count <= Self.maximumBytes else { throw .tooLong }
        let packed = text.utf8.filter { $0 != 0x20 && $0 != 0x09 }
            .map { (0x61...0x7A).contains($0) ? $0 & 0xDF : $0 }
        guard !packed.isEmpty else { throw .empty }
        if Self.looksLikeMGRS(packed) {
            guard let point = try MGRS(packed).point else { throw .squareElsewhere }
            self.init(point, .mgrs)
            return
        }
        let halves = try CoordinateHalf.pair(CoordinateToken.tokens(of: text))
        if halves.first.isMetric, halves.second.isMetric {
            let isReversed = try Self.isReversed(halves)
            let (north, east) = isReversed ? (halves.second, halves.first) : (halves.first, halves.second)
            let grid = try SWEREF99TM(northing: north.metres, easting: east.metres)
            guard let point = grid.point else { throw .outsideSweden }
            self.init(point, .sweref99TM)
            return
        }
        let isReversed = halves.first.axis == .east
        let (north, east) = isReversed ? (halves.second, halves.first) : (halves.first, halves.second)
        let (latitude, longitude) = (try north.degrees(), try east.degrees())
        guard abs(latitude) <= 90 else { throw .latitudeOutOfRange }
        guard abs(longitude) <= 180,
            let point = GeographicPoint(latitude: latitude, longitude: longitude)
        else { throw .longitudeOutOfRange }
        self.init(point, .wgs84)
    }

    private init(_ point: GeographicPoint, _ notation: Notation) {
        self.point = point
        self.notation = notation
    }

    /// Without letters the larger of the two is the northing: the grid's ranges do not meet.
    private static func isReversed(
        _ halves: (first: CoordinateHalf, second: CoordinateHalf)
    ) throws(CoordinateError) -> Bool {
        if halves.first.axis != nil { return halves.first.axis == .east }
        return halves.first.metres < halves.second.metres
    }

    /// Digits, three letters, digits, and nothing else.
    private static func looksLikeMGRS(_ bytes: [UInt8]) -> Bool {
        let rest = bytes.drop { DecimalField.digit($0) != nil }
        let letters = rest.prefix { (0x41...0x5A).contains($0) }
        return (1...2).contains(bytes.count - rest.count) && letters.count == 3
            && rest.dropFirst(3).allSatisfy { DecimalField.digit($0) != nil }
    }
}
