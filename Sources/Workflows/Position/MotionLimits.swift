package import FieldModel

/// What a unit can do at most; more than that is no motion but a false position.
package struct MotionLimits: Sendable, Equatable {
    /// Over ground, metres per second.
    package var speed: Double
    /// Either way, metres per second squared; hard braking is 10.
    package var acceleration: Double
    /// Metres per second that a unit is taken to go while nothing tells whether it moves.
    package var unseenSpeed: Double

    /// 250 km/h.
    package static let vehicle = MotionLimits(speed: 70, acceleration: 12, unseenSpeed: 14)
    /// 400 km/h.
    package static let helicopter = MotionLimits(speed: 110, acceleration: 20, unseenSpeed: 60)

    /// Limits of a unit by its type; `speed` replaces the type's.
    package static func of(_ profile: UnitProfile, speed: Double? = nil) -> MotionLimits {
        let type = profile.type.lowercased()
        var limits: MotionLimits =
            type.contains("helikopter") || type.contains("flyg") ? .helicopter : .vehicle
        if let speed, speed.isFinite, speed > 0 {
            limits.speed = speed
            limits.unseenSpeed = min(limits.unseenSpeed, speed)
        }
        return limits
    }
}
