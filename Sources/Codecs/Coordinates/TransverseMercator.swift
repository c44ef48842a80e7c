private import Glibc

/// A conformal projection around a meridian, by Krüger's series to the fourth order of the third flattening.
///
/// Source: Lantmäteriet, "Gauss Conformal Projection (Transverse Mercator), Krüger's Formulas". Better than 1 mm within
/// 10° of the meridian.
struct TransverseMercator: Sendable {
    /// The meridian, degrees east.
    let meridian: Double
    /// On the meridian.
    let scale: Double
    /// Metres that are added to the northing.
    let falseNorthing: Double
    /// Metres that are added to the easting.
    let falseEasting: Double
    /// Radius of the rectified meridian, metres.
    private let radius: Double
    private let conformal: Terms
    private let geodetic: Terms
    private let forward: Terms
    private let backward: Terms

    private typealias Terms = (Double, Double, Double, Double)

    /// `axis` is the ellipsoid's equatorial radius in metres.
    init(
        axis: Double,
        inverseFlattening: Double,
        meridian: Double,
        scale: Double = 0.9996,
        falseNorthing: Double = 0,
        falseEasting: Double = 500_000
    ) {
        self.meridian = meridian
        self.scale = scale
        self.falseNorthing = falseNorthing
        self.falseEasting = falseEasting
        let flattening = 1 / inverseFlattening
        let n = flattening / (2 - flattening)
        let (n2, n3, n4) = (n * n, n * n * n, n * n * n * n)
        let e2 = flattening * (2 - flattening)
        let (e4, e6, e8) = (e2 * e2, e2 * e2 * e2, e2 * e2 * e2 * e2)
        radius = axis / (1 + n) * (1 + n2 / 4 + n4 / 64)
        conformal = (e2, (5 * e4 - e6) / 6, (104 * e6 - 45 * e8) / 120, 1237 * e8 / 1260)
        geodetic = (
            e2 + e4 + e6 + e8, -(7 * e4 + 17 * e6 + 30 * e8) / 6, (224 * e6 + 889 * e8) / 120,
            -4279 * e8 / 1260
        )
        forward = (
            n / 2 - 2 * n2 / 3 + 5 * n3 / 16 + 41 * n4 / 180, 13 * n2 / 48 - 3 * n3 / 5 + 557 * n4 / 1440,
            61 * n3 / 240 - 103 * n4 / 140, 49561 * n4 / 161280
        )
        backward = (
            n / 2 - 2 * n2 / 3 + 37 * n3 / 96 - n4 / 360, n2 / 48 + n3 / 15 - 437 * n4 / 1440,
            17 * n3 / 480 - 37 * n4 / 840, 4397 * n4 / 161280
        )
    }

    /// Metres north and east of a place in degrees.
    func project(latitude: Double, longitude: Double) -> (northing: Double, easting: Double) {
        let angle = latitude * .pi / 180
        let turn = (longitude - meridian) * .pi / 180
        let conformalAngle = angle - Self.series(conformal, sin(angle)) * sin(angle) * cos(angle)
        let north = atan2(sin(conformalAngle), cos(conformalAngle) * cos(turn))
        let east = atanh(min(max(cos(conformalAngle) * sin(turn), -0.999_999), 0.999_999))
        let more = Self.harmonics(forward, north, east)
        return (
            scale * radius * (north + more.north) + falseNorthing,
            scale * radius * (east + more.east) + falseEasting
        )
    }

    /// Degrees of a place in metres.
    func unproject(northing: Double, easting: Double) -> (latitude: Double, longitude: Double) {
        let north = (northing - falseNorthing) / (scale * radius)
        let east = (easting - falseEasting) / (scale * radius)
        let less = Self.harmonics(backward, north, east)
        let (xi, eta) = (north - less.north, east - less.east)
        let angle = asin(min(max(sin(xi) / cosh(eta), -1), 1))
        let turn = atan2(sinh(eta), cos(xi))
        let latitude = angle + Self.series(geodetic, sin(angle)) * sin(angle) * cos(angle)
        return (latitude * 180 / .pi, meridian + turn * 180 / .pi)
    }

    private static func series(_ terms: Terms, _ sine: Double) -> Double {
        let square = sine * sine
        return terms.0 + square * (terms.1 + square * (terms.2 + square * terms.3))
    }

    private static func harmonics(
        _ terms: Terms,
        _ north: Double,
        _ east: Double
    ) -> (north: Double, east: Double) {
        var sum = (north: 0.0, east: 0.0)
        for (order, term) in zip([2.0, 4.0, 6.0, 8.0], [terms.0, terms.1, terms.2, terms.3]) {
            sum.north += term * sin(order * north) * cosh(order * east)
            sum.east += term * cos(order * north) * sinh(order * east)
        }
        return sum
    }
}
