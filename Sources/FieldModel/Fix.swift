/// A position, quantised at creation so that it is small and exact everywhere.
package struct Fix: Sendable, Equatable {
    /// Milliseconds between the instants that fixes are rounded to.
    package static let quantum: UInt64 = 100

    /// WGS 84, in 1e-6 degrees: ±90,000,000.
    package var latitude: Int32
    /// WGS 84, in 1e-6 degrees: ±180,000,000.
    package var longitude: Int32
    package var source: Source
    package var integrity: Integrity
    /// Estimated horizontal error in metres; `nil` when the receiver does not say.
    package var accuracy: UInt32?
    /// Over ground, in 0.1 m/s.
    package var speed: UInt32?
    /// Over ground, true, in steps of 2°: 0...179.
    package var course: UInt32?
    /// Seconds since the position was last measured; 0 while it is live.
    package var age: UInt32
    package var jamming: Interference
    package var spoofing: Interference

    package enum Source: UInt8, CaseIterable, Sendable {
        case gnss = 0
        case deadReckoned = 1
        case held = 2
        case manual = 3
    }

    package enum Integrity: UInt8, CaseIterable, Sendable {
        case ok = 0
        case suspect = 1
        case rejected = 2
    }

    /// The u-blox scale: not known, none, warning (spoofing: indicated), critical (spoofing: affirmed).
    package enum Interference: UInt8, CaseIterable, Sendable {
        case unknown = 0
        case none = 1
        case warning = 2
        case critical = 3
    }

    /// Returns `nil` when the position is off the Earth, a speed is not a number, or a course is not in 0..<360.
    ///
    /// Positions and courses come in degrees, north, east and true; accuracy in metres, rounded up so that it never
    /// promises more than the receiver did; speed in metres per second; age in seconds.
    package init?(
        latitude: Double,
        longitude: Double,
        source: Source = .gnss,
        integrity: Integrity = .ok,
        accuracy: Double? = nil,
        speed: Double? = nil,
        course: Double? = nil,
        age: UInt32 = 0,
        jamming: Interference = .unknown,
        spoofing: Interference = .unknown
    ) {
        guard (-90...90).contains(latitude), (-180...180).contains(longitude) else { return nil }
        self.latitude = Int32((latitude * 1e6).rounded())
        self.longitude = Int32((longitude * 1e6).rounded())
        self.source = source
        self.integrity = integrity
        self.age = age
        self.jamming = jamming
        self.spoofing = spoofing
        if let accuracy {
            guard (0...1e6).contains(accuracy) else { return nil }
            self.accuracy = UInt32(accuracy.rounded(.up))
        }
        if let speed {
            guard (0...1e4).contains(speed) else { return nil }
            self.speed = UInt32((speed * 10).rounded())
        }
        if let course {
            guard (0..<360).contains(course) else { return nil }
            self.course = UInt32((course / 2).rounded()) % 180
        }
    }
}
