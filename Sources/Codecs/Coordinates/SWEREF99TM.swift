package import FieldModel

/// A place in SWEREF 99 TM, the grid of Swedish maps. Metres.
///
/// Source: Lantmäteriet, SWEREF 99 TM: GRS 80, central meridian 15°, scale 0.9996, false easting 500,000 m. SWEREF 99 and
/// WGS 84 differ by less than a metre, and are taken as one.
package struct SWEREF99TM: Sendable, Equatable {
    package let northing: Double
    package let easting: Double

    /// Where the grid is in use, with some sea around.
    package static let northings = 6_100_000.0...7_750_000.0
    package static let eastings = 200_000.0...950_000.0

    private static let projection = TransverseMercator(
        axis: 6_378_137,
        inverseFlattening: 298.257_222_101,
        meridian: 15
    )

    /// - Throws: `.outsideSweden`, or `.rt90` for what is likely of the older grid.
    package init(northing: Double, easting: Double) throws(CoordinateError) {
        if Self.northings.contains(northing), (1_200_000...1_900_000).contains(easting) { throw .rt90 }
        guard Self.northings.contains(northing), Self.eastings.contains(easting) else { throw .outsideSweden }
        self.northing = northing
        self.easting = easting
    }

    /// - Throws: `.outsideSweden`.
    package init(_ point: GeographicPoint) throws(CoordinateError) {
        // The series is of use near its meridian only.
        guard (50...75).contains(point.latitude), (5...30).contains(point.longitude) else {
            throw .outsideSweden
        }
        let metres = Self.projection.project(latitude: point.latitude, longitude: point.longitude)
        try self.init(northing: metres.northing, easting: metres.easting)
    }

    package var point: GeographicPoint? {
        let degrees = Self.projection.unproject(northing: northing, easting: easting)
        return GeographicPoint(latitude: degrees.latitude, longitude: degrees.longitude)
    }

    /// Whole metres, such as `N 6583196 E 672386`.
    package var text: String { "N \(Int(northing.rounded())) E \(Int(easting.rounded()))" }
}
