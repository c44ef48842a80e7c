package import FieldModel

extension PositionKeeper {
    private static let shortestSilence: UInt64 = 5_000
    private static let longestPace: UInt64 = 20_000
    /// Metres that walls and water may throw a good receiver's position off; that alone is no attack.
    private static let reflection = 500.0
    /// Metres after which positions and wheels are compared anew.
    private static let legLength = 300.0

    /// Judges one epoch of a receiver. `anchor` is a reading of the machine's wall clock, `nil` where that was never set.
    package mutating func take(_ position: Position, at instant: UInt64, clock anchor: ClockAnchor? = nil) {
        guard let epoch = ReceiverEpoch(position, at: max(instant, now)) else {
            refusals += 1
            return
        }
        advance(to: instant)
        dropSilent()
        leavePlay(for: epoch)
        keepPace()
        interference.take(jamming: position.jamming, spoofing: position.spoofing, at: now)
        var found: PositionDoubt = clock.isDoubtful(epoch, anchor: anchor) ? .time : []
        if position.mode == .simulated { found.insert(.simulated) }
        if !position.isWithinLimits { found.insert(.limits) }
        if interference.spoofing(at: now) == .warning { found.insert(.spoofing) }
        if interference.isJammed(at: now) { found.insert(.jamming) }
        if interference.isSpoofed(at: now) || (found.contains(.jamming) && !isMovingVisibly) {
            if interference.isSpoofed(at: now) { found.insert(.spoofing) }
            candidate = nil
            reject(found)
        } else if estimate == nil || isPlayed || isRestored {
            believe(epoch, found)
        } else if isTracking {
            let against = contradictions(epoch)
            if against.isEmpty {
                believe(epoch, found)
            } else {
                let isFar = estimate.map { $0.origin.distance(to: epoch.point) > Self.reflection } ?? false
                reject(found.union(against), isStrike: isFar || against.contains(.frozen))
                candidate = PositionCandidate(epoch)
            }
        } else {
            recover(epoch, found)
        }
    }

    /// Ends what a receiver says no more.
    mutating func dropSilent() {
        guard isTracking, let last = estimate?.epoch.arrival else { return }
        guard now - min(last, now) > max(Self.shortestSilence, pace * 5 / 2) else { return }
        isTracking = false
        leg = nil
        trust.lose(isStrike: false)
    }

    private var isPlayed: Bool { estimate?.epoch.position.mode == .simulated }

    /// What a simulator plays is suspect and not judged by its motion; the first real position ends it.
    private mutating func leavePlay(for epoch: ReceiverEpoch) {
        guard isPlayed, epoch.position.mode != .simulated else { return }
        (estimate, candidate, leg, rejected, isTracking) = (nil, nil, nil, nil, false)
        trust = PositionTrust()
    }

    private mutating func keepPace() {
        defer { heard = now }
        guard let heard, now > heard else { return }
        pace = min(now - heard, pace * 2, Self.longestPace)
    }

    /// Under critical jamming only a unit that is known to roll, or was seen to drive, has a position of worth.
    private var isMovingVisibly: Bool {
        if wheels.isKnown(at: now) { return wheels.isRolling(at: now) }
        return ignition != false && isTracking && (estimate?.epoch.position.speed ?? 0) > 2
    }

    /// What of an epoch cannot be, after the believed one before it.
    private mutating func contradictions(_ epoch: ReceiverEpoch) -> PositionDoubt {
        guard let estimate else { return [] }
        let step = MotionStep(
            from: estimate.epoch.point,
            speed: estimate.epoch.position.speed,
            accuracy: estimate.epoch.accuracy,
            milliseconds: epoch.milliseconds(
                since: estimate.epoch.arrival,
                timeOfDay: estimate.epoch.position.timeOfDay
            ),
            to: epoch
        )
        var doubts = step.doubts(limits)
        guard doubts.isEmpty, var leg else { return doubts }
        leg.add(
            epoch.point,
            accuracy: epoch.accuracy,
            speed: epoch.position.speed,
            seconds: Double(step.milliseconds) / 1_000
        )
        let byWheels = wheels.isKnown(at: now)
        if byWheels || ignition == false, leg.isTooFar { doubts.insert(.wheels) }
        if leg.isFrozen(byWheels: byWheels) { doubts.insert(.frozen) }
        // A good way straight on is better known by the wheels than a place that was wrong all along.
        if doubts.contains(.wheels), leg.driven < 5 { self.estimate?.retreat(to: leg.start) }
        if doubts.contains(.frozen), byWheels { self.estimate?.roll(leg.driven, gyro: nil) }
        return doubts
    }

    mutating func believe(_ epoch: ReceiverEpoch, _ found: PositionDoubt) {
        let position = epoch.position
        let isMeasured = position.mode != .estimated && position.mode != .manual
        let seconds = estimate.map { Double(now - min($0.epoch.arrival, now)) / 1_000 } ?? 0
        let heading = (position.speed ?? 0) >= 2 ? position.course : nil
        estimate = PositionEstimate(
            epoch,
            measured: isMeasured
                ? Int64(clamping: epoch.arrival) : estimate?.measured ?? Int64(clamping: epoch.arrival),
            course: heading ?? estimate?.course
        )
        trust.believe(epoch)
        isTracking = true
        isRestored = false
        candidate = nil
        rejected = nil
        doubts = trust.isDoubtful(at: now) ? found.union(.unconfirmed) : found
        reservations = doubts
        stretch(epoch, seconds: seconds)
    }

    private mutating func stretch(_ epoch: ReceiverEpoch, seconds: Double) {
        // A stop begins a stretch of its own, so that what was driven before allows no drift.
        guard var current = leg, !isParked || current.driven == 0 else {
            leg = MotionLeg(epoch.point, accuracy: epoch.accuracy)
            return
        }
        current.add(epoch.point, accuracy: epoch.accuracy, speed: epoch.position.speed, seconds: seconds)
        let isOver =
            wheels.isKnown(at: now) ? current.driven >= Self.legLength : current.spoken >= Self.legLength
        if isOver, !wheels.isTrusted, current.isDriven(Self.legLength / 2) { wheels.isTrusted = true }
        leg = isOver ? MotionLeg(epoch.point, accuracy: epoch.accuracy) : current
    }

    /// An epoch is not believed; the place before it is held.
    mutating func reject(_ found: PositionDoubt, isStrike: Bool = true) {
        rejections += 1
        rejected = now
        doubts = found
        guard isTracking else { return }
        isTracking = false
        leg = nil
        trust.lose(isStrike: isStrike)
    }
}
