package import FieldModel

/// Keeps the place of one unit honest: judges what receivers say by what the unit can do, holds and ages the last good
/// place, and reckons on from it by the odometer.
///
/// All instants are milliseconds of the boot clock. Receivers' own time dates nothing. Every call costs O(1).
package struct PositionKeeper: Sendable {
    package private(set) var limits: MotionLimits
    /// What spoke against the newest epoch, and what makes a live one suspect.
    package internal(set) var doubts: PositionDoubt = []
    /// Epochs that were not believed.
    package internal(set) var rejections: UInt64 = 0
    /// Epochs that were no position on the Earth.
    package internal(set) var refusals: UInt64 = 0

    var now: UInt64 = 0
    /// When the newest epoch was not believed, unless one was since.
    var rejected: UInt64?
    /// What made the believed epoch suspect.
    var reservations: PositionDoubt = []
    var isTracking = false
    /// Whether the place is one of before the agent started, and no receiver has told one since.
    var isRestored = false
    var estimate: PositionEstimate?
    var candidate: PositionCandidate?
    var leg: MotionLeg?
    var wheels = Wheels()
    var ignition: Bool?
    var gyro: (course: Double, at: UInt64)?
    var clock = ReceiverClock()
    var interference = Interference()
    var trust = PositionTrust()
    /// When the newest sound epoch came, and how long after the one before it.
    var heard: UInt64?
    var pace: UInt64 = 1_000

    package init(limits: MotionLimits) { self.limits = limits }

    /// Takes over other limits; what is known of the place stays.
    package mutating func limit(to limits: MotionLimits) { self.limits = limits }

    /// Metres that the wheels rolled since the call before, 0 while they stand; to be called at least every 2 s.
    package mutating func takeDistance(_ metres: Double, at instant: UInt64) {
        guard metres.isFinite, (0...1_000).contains(metres) else { return }
        advance(to: instant)
        beginWheels()
        wheels.take(metres, at: now)
        roll(metres)
    }

    /// The wheels' speed in metres per second; to be called at least every 2 s.
    package mutating func takeSpeed(_ speed: Double, at instant: UInt64) {
        guard speed.isFinite, (0...200).contains(speed) else { return }
        advance(to: instant)
        beginWheels()
        roll(wheels.take(speed: speed, at: now))
    }

    /// Whether the ignition is on; `nil` once that is not known any more.
    package mutating func takeIgnition(_ isOn: Bool?, at instant: UInt64) {
        advance(to: instant)
        guard ignition != isOn else { return }
        ignition = isOn
        // What was driven before says nothing of what stands from now on.
        if !wheels.isKnown(at: now) { (leg, candidate) = (nil, nil) }
    }

    /// The course that a gyro keeps, true degrees in 0..<360.
    package mutating func takeCourse(_ degrees: Double, at instant: UInt64) {
        guard (0..<360).contains(degrees) else { return }
        advance(to: instant)
        gyro = (degrees, now)
    }

    /// What a receiver says of jamming and spoofing while it has no position.
    package mutating func takeInterference(
        jamming: Fix.Interference,
        spoofing: Fix.Interference,
        at instant: UInt64
    ) {
        advance(to: instant)
        interference.take(jamming: jamming, spoofing: spoofing, at: now)
    }

    /// A stretch that began while the wheels said nothing is not measured by them.
    private mutating func beginWheels() {
        if wheels.isTrusted, !wheels.isKnown(at: now) { (leg, candidate) = (nil, nil) }
    }

    private mutating func roll(_ metres: Double) {
        guard metres > 0 else { return }
        let course = gyro.flatMap { now - $0.at <= Wheels.patience ? $0.course : nil }
        estimate?.roll(metres, gyro: course)
        leg?.roll(metres)
        candidate?.roll(metres)
    }

    /// Lets time pass up to an instant; time that goes back passes nothing.
    mutating func advance(to instant: UInt64) {
        guard instant > now else { return }
        let seconds = Double(instant - now) / 1_000
        let isHeld = wheels.isKnown(at: now) || isParked
        now = instant
        let speed = estimate?.epoch.position.speed ?? 0
        estimate?.age(
            seconds: seconds,
            pace: isHeld ? 0 : min(max(limits.unseenSpeed, speed), limits.speed),
            limit: isHeld ? 0 : limits.speed
        )
    }

    /// Whether the unit is known to stand: by its wheels, else by its ignition.
    package var isParked: Bool {
        wheels.isKnown(at: now) ? wheels.isStill(at: now) : ignition == false
    }
}
