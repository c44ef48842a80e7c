private import Glibc

/// A place on the Earth in WGS 84 degrees, north and east positive. Always finite and in range.
package struct GeographicPoint: Sendable, Hashable {
    /// -90...90
    package let latitude: Double
    /// -180...180
    package let longitude: Double

    /// Returns `nil` for a place off the Earth and for what is not a number.
    package init?(latitude: Double, longitude: Double) {
        guard (-90...90).contains(latitude), (-180...180).contains(longitude) else { return nil }
        self.latitude = latitude
        self.longitude = longitude
    }

    private init(clamping latitude: Double, _ longitude: Double) {
        self.latitude = min(max(latitude, -90), 90)
        self.longitude = min(max(longitude, -180), 180)
    }

    /// Metres: the mean radius of the Earth (IUGG).
    package static let meanRadius = 6_371_008.8

    /// Metres along a great circle of a sphere of the mean radius; within 0.6 % of the ellipsoid's.
    package func distance(to other: GeographicPoint) -> Double {
        let (a, b) = (latitude * .pi / 180, other.latitude * .pi / 180)
        let sine = (sin((b - a) / 2), sin((other.longitude - longitude) * .pi / 360))
        let square = sine.0 * sine.0 + cos(a) * cos(b) * sine.1 * sine.1
        return 2 * Self.meanRadius * asin(min(square.squareRoot(), 1))
    }

    /// The place that many metres away along a great circle that starts at a true course in degrees. A distance or a course
    /// that is not finite moves nothing.
    package func moved(by metres: Double, course: Double) -> GeographicPoint {
        guard metres.isFinite, course.isFinite else { return self }
        let (arc, angle) = (metres / Self.meanRadius, course * .pi / 180)
        let start = latitude * .pi / 180
        let sine = min(max(sin(start) * cos(arc) + cos(start) * sin(arc) * cos(angle), -1), 1)
        let turn = atan2(sin(angle) * sin(arc) * cos(start), cos(arc) - sin(start) * sine)
        let east = longitude + turn * 180 / .pi
        return GeographicPoint(
            clamping: asin(sine) * 180 / .pi,
            east > 180 ? east - 360 : east < -180 ? east + 360 : east
        )
    }
}
