/// What the odometer says. Metres, metres per second, milliseconds of the boot clock.
struct Wheels: Sendable {
    /// An odometer that says nothing for so long is not known.
    static let patience: UInt64 = 5_000
    private static let stillAfter: UInt64 = 2_000
    private static let stillSpeed = 0.3
    private static let fastest = 200.0

    private var last: UInt64?
    private var stillSince: UInt64?
    private(set) var speed = 0.0
    /// Cleared when positions proved that the odometer is wrong.
    var isTrusted = true

    /// Metres rolled since the call before; 0 says that the wheels stand.
    mutating func take(_ metres: Double, at now: UInt64) {
        let pause = last.map { now > $0 ? now - $0 : 0 } ?? 0
        if pause > 0, pause <= Self.patience { speed = min(metres * 1_000 / Double(pause), Self.fastest) }
        note(metres > 0 && (pause == 0 || speed > Self.stillSpeed), at: now)
    }

    /// Takes a speed, and returns the metres rolled since the call before.
    mutating func take(speed newer: Double, at now: UInt64) -> Double {
        let pause = last.map { now > $0 ? now - $0 : 0 } ?? 0
        let metres = pause <= Self.patience ? (speed + newer) / 2 * Double(pause) / 1_000 : 0
        speed = newer
        note(newer > Self.stillSpeed, at: now)
        return metres
    }

    private mutating func note(_ isRolling: Bool, at now: UInt64) {
        last = now
        stillSince = isRolling ? nil : stillSince ?? now
        if !isRolling { speed = 0 }
    }

    func isKnown(at now: UInt64) -> Bool {
        guard isTrusted, let last else { return false }
        return now <= last || now - last <= Self.patience
    }

    func isStill(at now: UInt64) -> Bool {
        guard isKnown(at: now), let stillSince else { return false }
        return now >= stillSince && now - stillSince >= Self.stillAfter
    }

    func isRolling(at now: UInt64) -> Bool { isKnown(at: now) && stillSince == nil }
}
