import Glibc

/// A road as a chain of points.
package struct Route: Sendable {
    package struct Point: Sendable, Equatable {
        /// WGS 84 degrees.
        package var latitude: Double
        package var longitude: Double
        /// Highest speed from here to the next point, metres per second.
        package var limit: Double
        /// Seconds that the vehicle stands here; 0 for passing.
        package var halt: Double

        package init(_ latitude: Double, _ longitude: Double, limit: Double, halt: Double = 0) {
            self.latitude = latitude
            self.longitude = longitude
            self.limit = limit
            self.halt = halt
        }
    }

    /// A place on the way and which way it leads.
    package struct Place: Sendable, Equatable {
        package var latitude: Double
        package var longitude: Double
        /// True degrees in 0..<360.
        package var bearing: Double
        /// Index of the point that begins this leg.
        package var leg: Int
    }

    package let points: [Point]
    /// Metres from the first point to each point.
    package let distances: [Double]

    /// Returns `nil` for fewer than two points.
    package init?(points: [Point]) {
        guard points.count >= 2 else { return nil }
        self.points = points
        var distances = [0.0]
        for (from, to) in zip(points, points.dropFirst()) {
            distances.append((distances.last ?? 0) + Self.metres(from, to))
        }
        self.distances = distances
    }

    /// Metres from end to end.
    package var length: Double { distances.last ?? 0 }

    /// The same road the other way.
    package var reversed: Route {
        var points = Array(points.reversed())
        for index in points.indices.dropLast() { points[index].limit = points[index + 1].limit }
        return Route(points: points) ?? self
    }

    package func place(at metres: Double) -> Place {
        let leg = self.leg(at: metres)
        let (from, to) = (points[leg], points[leg + 1])
        let span = distances[leg + 1] - distances[leg]
        let share = span > 0 ? min(max((metres - distances[leg]) / span, 0), 1) : 0
        let east = (to.longitude - from.longitude) * cos(from.latitude * .pi / 180)
        let bearing = atan2(east, to.latitude - from.latitude) * 180 / .pi
        return Place(
            latitude: from.latitude + (to.latitude - from.latitude) * share,
            longitude: from.longitude + (to.longitude - from.longitude) * share,
            bearing: bearing < 0 ? bearing + 360 : bearing,
            leg: leg
        )
    }

    private func leg(at metres: Double) -> Int {
        let next = distances.firstIndex { $0 > metres } ?? distances.count - 1
        return min(max(next - 1, 0), points.count - 2)
    }

    /// On a sphere of 6,371 km, flat between neighbours.
    private static func metres(_ a: Point, _ b: Point) -> Double {
        let radian = Double.pi / 180
        let north = (b.latitude - a.latitude) * radian
        let east = (b.longitude - a.longitude) * radian * cos((a.latitude + b.latitude) / 2 * radian)
        return (north * north + east * east).squareRoot() * 6_371_000
    }
}
