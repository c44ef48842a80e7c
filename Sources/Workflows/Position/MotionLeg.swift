internal import FieldModel

/// A stretch of positions beside what the wheels, and the receiver's own speed, say of it. Metres.
struct MotionLeg: Sendable {
    let start: GeographicPoint
    private(set) var last: GeographicPoint
    /// From position to position.
    private(set) var path = 0.0
    /// Rolled by the wheels.
    private(set) var driven = 0.0
    /// What the speeds that came with the positions add up to.
    private(set) var spoken = 0.0
    /// How far a position may be off.
    private(set) var slack: Double

    private static let frozenAfter = 100.0
    private static let overrun = 1.1
    /// Positions cut corners and wheels slip; less than half is neither.
    private static let share = 0.5

    init(_ point: GeographicPoint, accuracy: Double) {
        start = point
        last = point
        slack = Self.slack(accuracy)
    }

    static func slack(_ accuracy: Double) -> Double { 30 + 3 * min(max(accuracy, 0), 50) }

    mutating func roll(_ metres: Double) { driven += metres }

    mutating func add(_ point: GeographicPoint, accuracy: Double, speed: Double?, seconds: Double) {
        path += last.distance(to: point)
        // Receivers that stand say a little speed, and pin the place.
        if let speed, speed >= 2 { spoken += speed * min(seconds, 5) }
        last = point
        slack = max(slack, Self.slack(accuracy))
    }

    var straight: Double { start.distance(to: last) }

    /// Whether the positions went farther than the wheels.
    var isTooFar: Bool { straight > driven * Self.overrun + slack }

    /// Whether the positions stay behind. `after` metres must have been driven for that to show.
    func isFrozen(byWheels: Bool, after: Double = frozenAfter) -> Bool {
        let gone = byWheels ? driven : spoken
        return gone >= after && path < gone * Self.share - min(slack, after / 4)
    }

    /// Whether the wheels have turned enough and as far as the positions say.
    func isDriven(_ metres: Double) -> Bool { driven >= metres && !isTooFar && !isFrozen(byWheels: true) }
}
