package import FieldModel

extension PositionKeeper {
    /// What is to be reported at an instant: the live fix, else the held or dead-reckoned one; `nil` before the first.
    package mutating func fix(at instant: UInt64) -> Fix? {
        advance(to: instant)
        dropSilent()
        guard let estimate else { return nil }
        let age = UInt32(clamping: estimate.age(at: now) / 1_000)
        let (jamming, spoofing) = (interference.jamming(at: now), interference.spoofing(at: now))
        if isTracking {
            var fix = estimate.epoch.fix
            fix.integrity = doubts.isEmpty ? .ok : .suspect
            fix.age = fix.source == .gnss || fix.source == .manual ? 0 : age
            (fix.jamming, fix.spoofing) = (jamming, spoofing)
            return fix
        }
        return Fix(
            latitude: estimate.point.latitude,
            longitude: estimate.point.longitude,
            source: estimate.isReckoned ? .deadReckoned : .held,
            integrity: isContradicted ? .rejected : reservations.isEmpty ? .ok : .suspect,
            accuracy: estimate.uncertainty,
            speed: wheels.isKnown(at: now) ? wheels.speed : isParked ? 0 : nil,
            course: estimate.isReckoned ? estimate.course : nil,
            age: age,
            jamming: jamming,
            spoofing: spoofing
        )
    }

    /// Whether the receiver still claims another place, or did a minute ago.
    private var isContradicted: Bool { rejected.map { now - min($0, now) <= 60_000 } ?? false }

    /// Whether the newest believed epoch is live.
    package var isLive: Bool { isTracking }
}
