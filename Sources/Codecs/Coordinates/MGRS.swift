package import FieldModel

/// A square of the Military Grid Reference System.
///
/// Source: NGA.STND.0037 2.0.0 (Universal Grids), §3: letters of 100 km squares by zone, digits cut and never rounded.
package struct MGRS: Sendable, Equatable {
    let zone: UTMZone
    /// The south-western corner in the zone, whole metres.
    let easting: Int
    let northing: Int
    /// Digits of each half, 0...5.
    package let digits: Int

    private static let columns = Array("ABCDEFGHJKLMNPQRSTUVWXYZ".utf8)
    private static let rows = Array("ABCDEFGHJKLMNPQRSTUV".utf8)
    private static let sizes = [100_000, 10_000, 1_000, 100, 10, 1]

    /// Length of a side in metres.
    package var size: Int { Self.sizes[digits] }

    /// The square of 1 m around a place.
    ///
    /// - Throws: `.polar`.
    package init(_ point: GeographicPoint) throws(CoordinateError) {
        zone = try UTMZone(point)
        let metres = zone.projection.project(latitude: point.latitude, longitude: point.longitude)
        easting = Int(metres.easting.rounded(.down))
        // A place so little south of the equator that its band is the northern one has no metres below 0.
        northing = max(0, Int(metres.northing.rounded(.down)))
        digits = 5
    }

    /// Reads a reference in capitals without spaces, such as `34VCL3127383031`.
    ///
    /// - Throws: what is wrong with it; `.malformed` where it does not look like one.
    init(_ bytes: [UInt8]) throws(CoordinateError) {
        let figures = bytes.prefix { DecimalField.digit($0) != nil }
        guard (1...2).contains(figures.count), bytes.count >= figures.count + 3 else { throw .malformed }
        let number = figures.reduce(0) { $0 * 10 + Int($1 &- 0x30) }
        let letters = Array(bytes[figures.count..<figures.count + 3])
        let tail = Array(bytes[(figures.count + 3)...])
        guard letters.allSatisfy({ (0x41...0x5A).contains($0) }),
            tail.allSatisfy({ DecimalField.digit($0) != nil })
        else { throw .malformed }
        guard tail.count % 2 == 0, tail.count <= 10 else { throw .oddDigits }
        zone = try UTMZone(number: number, letter: letters[0])
        digits = tail.count / 2
        // Eight columns a zone, in three sets; rows start five further in even zones.
        guard let column = Self.columns.firstIndex(of: letters[1]),
            let row = Self.rows.firstIndex(of: letters[2]),
            column / 8 == (number - 1) % 3
        else { throw .noSuchSquare }
        let start = (row + (number % 2 == 0 ? 15 : 0)) % 20
        let size = Self.sizes[digits]
        let east = tail.prefix(digits).reduce(0) { $0 * 10 + Int($1 &- 0x30) } * size
        let north = tail.suffix(digits).reduce(0) { $0 * 10 + Int($1 &- 0x30) } * size
        easting = (column % 8 + 1) * 100_000 + east
        northing = try Self.cycle(start * 100_000 + north, easting: easting, size: size, zone: zone)
    }

    /// The rows repeat every 2,000 km; the right one lies in the band.
    private static func cycle(
        _ north: Int,
        easting: Int,
        size: Int,
        zone: UTMZone
    ) throws(CoordinateError) -> Int {
        // A square may stick out of its cell by no more than its own size. Metres of 1° are taken small.
        let slack = Double(size) / 100_000
        let half = Double(size) / 2
        for turn in 0...4 {
            let candidate = north + turn * 2_000_000
            let degrees = zone.projection.unproject(
                northing: Double(candidate) + half,
                easting: Double(easting) + half
            )
            let latitudes = zone.latitudes
            guard degrees.latitude >= latitudes.lowerBound - slack,
                degrees.latitude <= latitudes.upperBound + slack
            else { continue }
            // A degree of longitude is a tenth as long at 84° as at the equator.
            guard degrees.longitude >= zone.longitudes.lowerBound - slack * 10,
                degrees.longitude <= zone.longitudes.upperBound + slack * 10
            else { throw .squareElsewhere }
            return candidate
        }
        throw .squareElsewhere
    }

    /// The middle of the square.
    package var point: GeographicPoint? {
        let half = Double(size) / 2
        let degrees = zone.projection.unproject(
            northing: Double(northing) + half,
            easting: Double(easting) + half
        )
        let longitude =
            degrees.longitude > 180
            ? degrees.longitude - 360 : degrees.longitude < -180 ? degrees.longitude + 360 : degrees.longitude
        return GeographicPoint(latitude: degrees.latitude, longitude: longitude)
    }

    /// Such as `34V CL 31273 83031`.
    package var text: String {
        let column = (zone.number - 1) % 3 * 8 + max(easting / 100_000 - 1, 0) % 8
        let row = (northing / 100_000 + (zone.number % 2 == 0 ? 5 : 0)) % 20
        let square = String(decoding: [Self.columns[column], Self.rows[row]], as: UTF8.self)
        guard digits > 0 else { return "\(zone.text) \(square)" }
        return "\(zone.text) \(square) \(half(easting)) \(half(northing))"
    }

    private func half(_ metres: Int) -> String {
        let text = String(metres % 100_000 / size)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}
