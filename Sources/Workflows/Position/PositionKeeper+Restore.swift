package import FieldModel

extension PositionKeeper {
    /// Longer than this after a fix, its course says nothing of the way since, milliseconds.
    private static let courseHolds: UInt64 = 10_000

    /// Holds the place that a fix told before the agent started; does nothing once there is a place.
    ///
    /// `passed` is how long ago the fix was reported, in milliseconds; `instant` is now. What is restored is nothing to hold against a
    /// receiver: the first epoch begins anew, as if there had been no place.
    package mutating func restore(_ fix: Fix, passed: UInt64, at instant: UInt64) {
        guard estimate == nil, let position = Position(restoring: fix),
            let epoch = ReceiverEpoch(position, at: 0)
        else { return }
        advance(to: instant)
        let isCourseKnown = passed <= Self.courseHolds && (position.speed ?? 0) >= 2
        let age = Int64(fix.age) * 1_000
        var restored = PositionEstimate(
            epoch,
            measured: Int64(clamping: now) - Int64(clamping: min(passed, 1 << 53)) - age,
            course: isCourseKnown ? position.course : nil
        )
        let pace = min(max(limits.unseenSpeed, position.speed ?? 0), limits.speed)
        restored.age(seconds: Double(passed) / 1_000, pace: pace, limit: limits.speed)
        estimate = restored
        isRestored = true
        reservations = fix.integrity == .ok ? [] : .unconfirmed
    }
}

extension Position {
    /// The place of a fix; where it was not measured, as far as it was off then.
    fileprivate init?(restoring fix: Fix) {
        self.init(
            timeOfDay: nil,
            latitude: Double(fix.latitude) / 1e6,
            longitude: Double(fix.longitude) / 1e6,
            mode: .autonomous,
            speed: fix.speed.map { Double($0) / 10 },
            course: fix.course.map { Double($0) * 2 },
            accuracy: fix.accuracy.map { Double($0) }
        )
    }
}
