internal import FieldModel

/// A run of positions that fit each other and are not believed yet.
struct PositionCandidate: Sendable {
    /// Milliseconds between two of its positions.
    static let longestPause: UInt64 = 30_000

    private(set) var leg: MotionLeg
    private(set) var epochs = 1
    private(set) var speed: Double?
    private(set) var accuracy: Double
    private(set) var last: UInt64
    private var timeOfDay: UInt32?
    let start: UInt64

    init(_ epoch: ReceiverEpoch) {
        leg = MotionLeg(epoch.point, accuracy: epoch.accuracy)
        speed = epoch.position.speed
        accuracy = epoch.accuracy
        start = epoch.arrival
        last = epoch.arrival
        timeOfDay = epoch.position.timeOfDay
    }

    var milliseconds: UInt64 { last - start }

    /// Metres per second from its first place to its last.
    var meanSpeed: Double { milliseconds == 0 ? 0 : leg.straight / (Double(milliseconds) / 1_000) }

    mutating func roll(_ metres: Double) { leg.roll(metres) }

    /// Takes the next position; returns `false` when it does not fit.
    mutating func extend(_ epoch: ReceiverEpoch, limits: MotionLimits, byWheels: Bool) -> Bool {
        let step = MotionStep(
            from: leg.last,
            speed: speed,
            accuracy: accuracy,
            milliseconds: epoch.milliseconds(since: last, timeOfDay: timeOfDay),
            to: epoch
        )
        guard step.doubts(limits).isEmpty, step.milliseconds <= Self.longestPause else { return false }
        leg.add(
            epoch.point,
            accuracy: epoch.accuracy,
            speed: epoch.position.speed,
            seconds: Double(step.milliseconds) / 1_000
        )
        speed = epoch.position.speed
        accuracy = epoch.accuracy
        epochs += 1
        last = max(last, epoch.arrival)
        timeOfDay = epoch.position.timeOfDay
        return !leg.isFrozen(byWheels: byWheels, after: 20)
    }
}
