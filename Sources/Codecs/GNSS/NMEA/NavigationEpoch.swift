import FieldModel

/// What the sentences of one instant say together.
struct NavigationEpoch: Sendable {
    /// Milliseconds since midnight, of the most trusted of its sentences.
    private(set) var timeOfDay: UInt32?
    /// The kind that opened it.
    let opener: NMEAKind
    private(set) var kinds: NMEAKindSet = []
    var isGiven = false

    private var place = PlaceVote()
    private var mode: Position.Mode?
    private var dimensions: Position.Dimensions?
    private var altitude: Double?
    private var height: Double?
    private var separation: Double?
    private var speed: Double?
    private var course: Double?
    private var hdop: Double?
    private var accuracy: Double?
    private var satellites: UInt8?
    private var date: CalendarDay?
    private var isDoubted = false

    init(_ opening: NMEAReading) {
        timeOfDay = opening.timeOfDay
        opener = opening.kind
        add(opening)
    }

    var hasPlace: Bool { place.winner != nil }

    /// Takes over what a sentence knows beyond those before it.
    mutating func add(_ reading: NMEAReading) {
        kinds.insert(.init(reading.kind))
        if reading.validity == .noFix { isDoubted = true }
        if reading.kind == .gga || reading.kind == .rmc { timeOfDay = reading.timeOfDay ?? timeOfDay }
        if let latitude = reading.latitude, let longitude = reading.longitude {
            place.add(.init(latitude: latitude, longitude: longitude, decimals: reading.decimals))
        }
        if let other = reading.mode { mode = mode.map { $0.weight < other.weight ? other : $0 } ?? other }
        dimensions = dimensions ?? reading.dimensions
        altitude = altitude ?? reading.altitude
        height = height ?? reading.height
        separation = separation ?? reading.separation
        speed = speed ?? reading.speed
        course = course ?? reading.course
        hdop = hdop ?? reading.hdop
        accuracy = accuracy ?? reading.accuracy
        if reading.kind.carriesPosition { satellites = satellites ?? reading.satellites }
        date = date ?? reading.date
    }

    /// The epoch as a position, or `nil` without a place. One of whose sentences says that there is no fix is beyond limits:
    /// u-blox receivers warn so (RMC status V) while GGA goes on. What another sentence said of the receiver's dimensions comes
    /// before the guess that a height makes three.
    func position(dimensions known: Position.Dimensions?, heading: Double?) -> Position? {
        guard let place = place.winner else { return nil }
        var ellipsoid = altitude
        if ellipsoid == nil, let height, let separation { ellipsoid = height + separation }
        let hasHeight = ellipsoid != nil || height != nil
        return Position(
            timeOfDay: timeOfDay,
            latitude: place.latitude,
            longitude: place.longitude,
            dimensions: dimensions ?? known ?? (hasHeight ? .three : .two),
            mode: mode ?? .autonomous,
            altitude: ellipsoid,
            height: height,
            speed: speed,
            course: course,
            heading: heading,
            hdop: hdop,
            accuracy: accuracy,
            satellites: satellites,
            date: date,
            isWithinLimits: !isDoubted
        )
    }
}
