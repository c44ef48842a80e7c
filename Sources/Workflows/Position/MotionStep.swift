internal import FieldModel

/// From one position to the next.
struct MotionStep {
    /// Longer steps say nothing of acceleration.
    private static let longest: UInt64 = 10_000

    let from: GeographicPoint
    /// At its start, metres per second.
    let speed: Double?
    let accuracy: Double
    let milliseconds: UInt64
    let to: ReceiverEpoch

    init(
        from: GeographicPoint,
        speed: Double?,
        accuracy: Double,
        milliseconds: UInt64,
        to: ReceiverEpoch
    ) {
        self.from = from
        self.speed = speed
        self.accuracy = accuracy
        self.milliseconds = milliseconds
        self.to = to
    }

    /// What speaks against it: distances and speeds that the unit cannot do.
    func doubts(_ limits: MotionLimits) -> PositionDoubt {
        var doubts: PositionDoubt = []
        let seconds = Double(milliseconds) / 1_000
        let slack = 15 + 2 * (min(accuracy, 50) + min(to.accuracy, 50))
        var fastest = limits.speed
        if let speed, milliseconds <= Self.longest {
            fastest = min(fastest, speed + limits.acceleration * max(seconds, 1))
        }
        if from.distance(to: to.point) > fastest * seconds + slack { doubts.insert(.jump) }
        if let newer = to.position.speed {
            // Receivers' speeds scatter by a metre or two a second.
            if newer > limits.speed + 5 { doubts.insert(.acceleration) }
            if let speed, milliseconds <= Self.longest,
                abs(newer - speed) > limits.acceleration * max(seconds, 1) + 5
            {
                doubts.insert(.acceleration)
            }
        }
        return doubts
    }
}
