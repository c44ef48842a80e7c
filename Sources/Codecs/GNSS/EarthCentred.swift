import Glibc

/// A point in metres from the centre of the Earth, x through 0° N 0° E, y through 0° N 90° E, z through the north pole.
struct EarthCentred: Sendable, Equatable {
    /// Source: NGA.STND.0036 (WGS 84), §3.4: semi-major axis in metres and flattening.
    private static let axis = 6_378_137.0
    private static let flattening = 1 / 298.257_223_563

    var x: Double
    var y: Double
    var z: Double

    /// WGS 84 degrees and metres above the ellipsoid; `nil` farther than 100 km from its surface.
    ///
    /// Bowring's formula, Survey Review 23 (1976): the error is far below a millimetre there.
    var geodetic: (latitude: Double, longitude: Double, altitude: Double)? {
        let e2 = Self.flattening * (2 - Self.flattening)
        let minor = Self.axis * (1 - Self.flattening)
        let radius = (x * x + y * y).squareRoot()
        guard (6.2e6...6.5e6).contains((radius * radius + z * z).squareRoot()) else { return nil }
        let beta = atan2(z * Self.axis, radius * minor)
        let (s, c) = (sin(beta), cos(beta))
        let latitude = atan2(
            z + e2 / (1 - e2) * minor * s * s * s,
            radius - e2 * Self.axis * c * c * c
        )
        let sine = sin(latitude)
        let normal = Self.axis / (1 - e2 * sine * sine).squareRoot()
        let altitude = radius * cos(latitude) + z * sine - normal * (1 - e2 * sine * sine)
        return (latitude * 180 / .pi, atan2(y, x) * 180 / .pi, altitude)
    }

    /// North and east of a vector, seen from a place in degrees.
    func northEast(latitude: Double, longitude: Double) -> (north: Double, east: Double) {
        let (sinLat, cosLat) = (sin(latitude * .pi / 180), cos(latitude * .pi / 180))
        let (sinLon, cosLon) = (sin(longitude * .pi / 180), cos(longitude * .pi / 180))
        return (-sinLat * (cosLon * x + sinLon * y) + cosLat * z, -sinLon * x + cosLon * y)
    }
}
