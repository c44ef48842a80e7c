internal import FieldModel

/// Where the unit is, from the last place that was believed. Metres, milliseconds of the boot clock.
struct PositionEstimate: Sendable {
    /// The last believed epoch.
    let epoch: ReceiverEpoch
    /// When satellites last told the place; below 0 before this boot.
    let measured: Int64
    /// The place that `reach` counts from.
    private(set) var origin: GeographicPoint
    /// The origin, moved on by the wheels.
    private(set) var point: GeographicPoint
    /// Half of what the place may be off; grows only.
    private(set) var uncertainty: Double
    /// How far from the believed place the unit can have gone; grows only.
    private(set) var reach = 0.0
    /// Rolled by the wheels since.
    private(set) var rolled = 0.0
    /// The last course that had some speed behind it, true degrees.
    private(set) var course: Double?

    /// Metres that must be rolled before a place counts as dead-reckoned.
    static let reckoningAfter = 10.0
    /// Of the distance, with a course that a gyro keeps.
    private static let gyroDrift = 0.03
    /// Of the distance, on the last known course: roads bend.
    private static let courseDrift = 0.25
    private static let odometerSlip = 1.1
    /// Metres per second that even a parked unit is allowed, as on a ferry's ramp or a tow.
    private static let creep = 0.02
    private static let ceiling = 1e6
    private static let circumference = 4.1e7

    init(_ epoch: ReceiverEpoch, measured: Int64, course: Double?) {
        self.epoch = epoch
        self.measured = measured
        self.course = course
        origin = epoch.point
        point = epoch.point
        uncertainty = epoch.accuracy
    }

    /// Lets time pass. `pace` is how fast the unit may be going unseen, `limit` how fast it can; both 0 while wheels or
    /// ignition tell.
    mutating func age(seconds: Double, pace: Double, limit: Double) {
        uncertainty = min(uncertainty + (pace + Self.creep) * seconds, Self.ceiling)
        reach = min(reach + limit * seconds, Self.circumference)
    }

    /// Milliseconds since satellites told the place.
    func age(at now: UInt64) -> UInt64 {
        UInt64(clamping: Int64(clamping: now).subtractingReportingOverflow(measured).partialValue)
    }

    mutating func roll(_ metres: Double, gyro: Double?) {
        rolled = min(rolled + metres, Self.circumference)
        reach += metres * Self.odometerSlip
        if let gyro { course = gyro }
        let drift: Double
        if let course {
            point = point.moved(by: metres, course: course)
            drift = gyro == nil ? Self.courseDrift : Self.gyroDrift
        } else {
            drift = 1
        }
        uncertainty = min(uncertainty + metres * drift, Self.ceiling)
    }

    /// Back to where the wheels stopped, when the places after it turned out to drift.
    mutating func retreat(to start: GeographicPoint) {
        origin = start
        point = start
    }

    var isReckoned: Bool { rolled >= Self.reckoningAfter && course != nil }
}
