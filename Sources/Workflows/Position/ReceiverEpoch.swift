internal import FieldModel

/// One epoch of a receiver that is a position on the Earth.
struct ReceiverEpoch: Sendable {
    static let unknownAccuracy = 15.0

    let position: Position
    let point: GeographicPoint
    /// As it would be reported if nothing spoke against it.
    let fix: Fix
    /// Metres.
    let accuracy: Double
    /// CLOCK_BOOTTIME milliseconds.
    let arrival: UInt64

    /// Returns `nil` for a position off the Earth and for numbers that are none.
    init?(_ position: Position, at arrival: UInt64) {
        guard let fix = position.fix,
            let point = GeographicPoint(latitude: position.latitude, longitude: position.longitude)
        else { return nil }
        self.position = position
        self.point = point
        self.fix = fix
        accuracy = fix.accuracy.map { Double($0) } ?? Self.unknownAccuracy
        self.arrival = arrival
    }
}
