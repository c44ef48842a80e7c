/// One navigation epoch of a receiver at its full precision. What is unknown is `nil`.
package struct Position: Sendable, Equatable {
    /// UTC, milliseconds since midnight; 86,400,000...86,400,999 within a leap second.
    package var timeOfDay: UInt32?
    /// WGS 84 degrees, north and east positive.
    package var latitude: Double
    package var longitude: Double
    package var dimensions: Dimensions
    package var mode: Mode
    /// Metres above the WGS 84 ellipsoid.
    package var altitude: Double?
    /// Metres above mean sea level.
    package var height: Double?
    /// Over ground, metres per second.
    package var speed: Double?
    /// Over ground, true degrees in 0..<360.
    package var course: Double?
    /// Where the vehicle points, true degrees in 0..<360.
    package var heading: Double?
    /// Horizontal dilution of precision.
    package var hdop: Double?
    /// Horizontal error in metres that the receiver itself estimates, one standard deviation.
    package var accuracy: Double?
    package var satellites: UInt8?
    /// As the receiver says; receivers past a week rollover say a wrong one.
    package var date: CalendarDay?
    package var jamming: Fix.Interference
    package var spoofing: Fix.Interference
    /// Whether the error is within the limits that the receiver was set to. Outside them it gives a best guess.
    package var isWithinLimits: Bool

    package enum Dimensions: UInt8, Sendable, CaseIterable {
        /// The height was not measured.
        case two = 2
        case three = 3
    }

    /// How the receiver came to the position.
    package enum Mode: Sendable, Equatable, CaseIterable {
        case autonomous
        case differential
        /// Carrier phase, ambiguities not resolved.
        case floatRTK
        case fixedRTK
        /// Dead reckoning, with or without satellites.
        case estimated
        case manual
        case simulated

        /// Where the sentences of one epoch disagree, the one of the greatest weight holds: first what is not measured,
        /// then the better measurement.
        package var weight: Int {
            switch self {
            case .autonomous: 0
            case .differential: 1
            case .floatRTK: 2
            case .fixedRTK: 3
            case .estimated: 4
            case .manual: 5
            case .simulated: 6
            }
        }
    }

    package init(
        timeOfDay: UInt32?,
        latitude: Double,
        longitude: Double,
        dimensions: Dimensions = .three,
        mode: Mode,
        altitude: Double? = nil,
        height: Double? = nil,
        speed: Double? = nil,
        course: Double? = nil,
        heading: Double? = nil,
        hdop: Double? = nil,
        accuracy: Double? = nil,
        satellites: UInt8? = nil,
        date: CalendarDay? = nil,
        jamming: Fix.Interference = .unknown,
        spoofing: Fix.Interference = .unknown,
        isWithinLimits: Bool = true
    ) {
        self.timeOfDay = timeOfDay
        self.latitude = latitude
        self.longitude = longitude
        self.dimensions = dimensions
        self.mode = mode
        self.altitude = altitude
        self.height = height
        self.speed = speed
        self.course = course
        self.heading = heading
        self.hdop = hdop
        self.accuracy = accuracy
        self.satellites = satellites
        self.date = date
        self.jamming = jamming
        self.spoofing = spoofing
        self.isWithinLimits = isWithinLimits
    }
}

extension Position {
    /// Metres of horizontal error for each unit of dilution: a common figure for the user range error of a single-frequency
    /// receiver under open sky.
    package static let metresPerDilution = 5.0

    /// The fix that is reported. Its accuracy is the receiver's, else hdop × 5 m. A simulated position and one
    /// beyond the receiver's limits are `suspect`.
    package var fix: Fix? {
        let source: Fix.Source =
            switch mode {
            case .autonomous, .differential, .floatRTK, .fixedRTK, .simulated: .gnss
            case .estimated: .deadReckoned
            case .manual: .manual
            }
        return Fix(
            latitude: latitude,
            longitude: longitude,
            source: source,
            integrity: mode == .simulated || !isWithinLimits ? .suspect : .ok,
            accuracy: accuracy ?? hdop.map { $0 * Self.metresPerDilution },
            speed: speed,
            course: course,
            jamming: jamming,
            spoofing: spoofing
        )
    }
}
