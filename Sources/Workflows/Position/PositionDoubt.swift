/// What speaks against a position.
package struct PositionDoubt: OptionSet, Sendable, Hashable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Farther from the last good place than the unit can have gone.
    package static let jump = PositionDoubt(rawValue: 1)
    /// Speed changed faster than the unit can.
    package static let acceleration = PositionDoubt(rawValue: 2)
    /// Farther than the wheels have turned.
    package static let wheels = PositionDoubt(rawValue: 4)
    /// The place stays while the wheels, or the receiver's own speed, go on.
    package static let frozen = PositionDoubt(rawValue: 8)
    package static let jamming = PositionDoubt(rawValue: 16)
    package static let spoofing = PositionDoubt(rawValue: 32)
    /// The receiver's date or time is wrong, or jumped.
    package static let time = PositionDoubt(rawValue: 64)
    /// Too little was seen of this place yet.
    package static let unconfirmed = PositionDoubt(rawValue: 128)
    package static let simulated = PositionDoubt(rawValue: 256)
    /// Beyond the limits that the receiver was set to.
    package static let limits = PositionDoubt(rawValue: 512)

    package var names: [String] {
        let all: [(PositionDoubt, String)] = [
            (.jump, "jump"), (.acceleration, "acceleration"), (.wheels, "wheels"), (.frozen, "frozen"),
            (.jamming, "jamming"), (.spoofing, "spoofing"), (.time, "time"), (.unconfirmed, "unconfirmed"),
            (.simulated, "simulated"), (.limits, "limits"),
        ]
        return all.filter { contains($0.0) }.map(\.1)
    }
}
