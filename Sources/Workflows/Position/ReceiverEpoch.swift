internal import FieldModel

/// One epoch of a receiver that is a position on the Earth.
struct ReceiverEpoch: Sendable {
    static let unknownAccuracy = 15.0
    /// Milliseconds that a busy machine may be late to read one.
    private static let lateness: UInt64 = 3_000
    private static let day: UInt64 = 86_400_000

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

    /// Milliseconds from an earlier epoch to this one.
    ///
    /// Epochs that were read late came closer together than they were measured. What the receiver's own time adds is taken up to
    /// the scatter of delivery; a receiver whose time runs off by more is doubted by `ReceiverClock`.
    func milliseconds(since arrival: UInt64, timeOfDay: UInt32?) -> UInt64 {
        let passed = self.arrival - min(arrival, self.arrival)
        guard let timeOfDay, let own = position.timeOfDay else { return passed }
        let told = (UInt64(own) + Self.day - UInt64(timeOfDay) % Self.day) % Self.day
        return passed..<passed + Self.lateness ~= told ? told : passed
    }
}
