/// A vehicle on a route, there and back again, second by second.
package struct Drive: Sendable {
    /// Metres per second squared.
    package static let acceleration = 1.6
    package static let braking = 2.2

    package private(set) var speed = 0.0
    /// Metres from where this way along the route began.
    package private(set) var travelled = 0.0

    private var route: Route
    private var standing: Double
    private var passedHalts: Set<Int> = [0]

    package init(on route: Route) {
        self.route = route
        standing = route.points[0].halt
    }

    package var place: Route.Place { route.place(at: travelled) }

    /// Moves on by one second.
    package mutating func advance() {
        if standing > 0 {
            standing -= 1
            return
        }
        let wanted = min(limit, fastestBeforeHalt)
        speed = wanted > speed ? min(speed + Self.acceleration, wanted) : max(speed - Self.braking, wanted)
        travelled += speed
        guard let halt = nextHalt, route.distances[halt] - travelled < 2 else { return }
        travelled = route.distances[halt]
        speed = 0
        standing = route.points[halt].halt
        passedHalts.insert(halt)
        if halt == route.points.count - 1 { turnBack() }
    }

    private var limit: Double { route.points[place.leg].limit }

    private var nextHalt: Int? {
        let last = route.points.count - 1
        return route.points.indices.first {
            (route.points[$0].halt > 0 || $0 == last) && !passedHalts.contains($0)
        }
    }

    /// v² = 2as, with the last metres at walking pace.
    private var fastestBeforeHalt: Double {
        guard let halt = nextHalt else { return limit }
        let rest = max(route.distances[halt] - travelled, 0)
        return max((2 * Self.braking * 0.8 * rest).squareRoot() * 0.8, 1)
    }

    private mutating func turnBack() {
        route = route.reversed
        travelled = 0
        passedHalts = [0]
    }
}
