import FieldModel

/// What the messages of one time of week said, until it is known that no more come.
struct UBXEpoch: Sendable {
    struct Kinds: OptionSet, Sendable {
        let rawValue: UInt16
        static let pvt = Kinds(rawValue: 1)
        static let place = Kinds(rawValue: 2)
        static let solution = Kinds(rawValue: 4)
        static let status = Kinds(rawValue: 8)
        static let velocity = Kinds(rawValue: 16)
        static let dilution = Kinds(rawValue: 32)
        static let precise = Kinds(rawValue: 64)
        static let utc = Kinds(rawValue: 128)
        static let gpsTime = Kinds(rawValue: 256)
        static let covariance = Kinds(rawValue: 512)
        static let earthCentred = Kinds(rawValue: 1_024)
        static let end = Kinds(rawValue: 2_048)
    }

    /// gpsFix and fixType: the same numbers in NAV-SOL, NAV-STATUS and NAV-PVT.
    enum Kind: UInt8, Sendable {
        case none = 0
        case deadReckoning = 1
        case two = 2
        case three = 3
        case combined = 4
        case timeOnly = 5
    }

    struct Place: Sendable {
        var latitude: Double
        var longitude: Double
        var altitude: Double
        var height: Double?
        var accuracy: Double?
        /// A better source replaces a worse one: Earth-centred 0, geodetic 1, high precision 2.
        var rank: Int
    }

    struct Verdict: Sendable {
        var kind: Kind
        var isWithinLimits: Bool
        var isDifferential: Bool
        /// Carrier phase: 0 none, 1 float, 2 fixed.
        var carrier: UInt8 = 0
    }

    struct Clock: Sendable {
        /// Milliseconds of the UTC day.
        var timeOfDay: UInt32
        var date: CalendarDay?
    }

    /// GPS time of week in milliseconds.
    let timeOfWeek: UInt32
    var kinds: Kinds = []
    var isGiven = false
    var place: Place?
    /// Set when the receiver itself says that its position is not valid.
    var isPlaceInvalid = false
    var verdict: Verdict?
    var speed: Double?
    var course: Double?
    var velocity: EarthCentred?
    var hdop: Double?
    var satellites: UInt8?
    var covarianceAccuracy: Double?
    /// From a message that gives UTC.
    var utc: Clock?
    var week: Int?
    var isTimeKnown = false

    /// Whether the epoch says where, and whether that is to be believed.
    var isSufficient: Bool { verdict != nil && (place != nil || verdict?.kind == Kind.none) }
}
