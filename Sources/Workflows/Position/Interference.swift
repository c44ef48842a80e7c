internal import FieldModel

/// The newest signs of jamming and spoofing. What nobody repeats is not known any more.
struct Interference: Sendable {
    private static let memory: UInt64 = 60_000
    /// How long after the last critical sign positions stay unbelieved, in milliseconds.
    private static let quiet: UInt64 = 10_000

    private var jamming: (level: Fix.Interference, at: UInt64)?
    private var spoofing: (level: Fix.Interference, at: UInt64)?
    private var jammed: UInt64?
    private var spoofed: UInt64?

    /// An unknown level leaves the one before it.
    mutating func take(
        jamming newJamming: Fix.Interference,
        spoofing newSpoofing: Fix.Interference,
        at now: UInt64
    ) {
        if newJamming != .unknown { jamming = (newJamming, now) }
        if newSpoofing != .unknown { spoofing = (newSpoofing, now) }
        if newJamming == .critical { jammed = now }
        if newSpoofing == .critical { spoofed = now }
    }

    func jamming(at now: UInt64) -> Fix.Interference { Self.level(jamming, now) }
    func spoofing(at now: UInt64) -> Fix.Interference { Self.level(spoofing, now) }

    /// Whether jamming was critical a moment ago, so that a flickering sign does not flicker through.
    func isJammed(at now: UInt64) -> Bool { Self.isRecent(jammed, now) || jamming(at: now) == .critical }
    func isSpoofed(at now: UInt64) -> Bool { Self.isRecent(spoofed, now) || spoofing(at: now) == .critical }

    private static func level(
        _ sign: (level: Fix.Interference, at: UInt64)?,
        _ now: UInt64
    ) -> Fix.Interference {
        guard let sign, now <= sign.at || now - sign.at <= memory else { return .unknown }
        return sign.level
    }

    private static func isRecent(_ last: UInt64?, _ now: UInt64) -> Bool {
        guard let last else { return false }
        return now <= last || now - last < quiet
    }
}
