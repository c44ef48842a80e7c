import FieldModel
import Glibc

extension UBXEpoch {
    /// A position with a larger error is none. In metres.
    private static let largestError = 1e6

    /// The position, or `nil` without a fix.
    func position(leapSeconds: Int?, security: UBXSecurity) -> Position? {
        guard let verdict, verdict.kind != .none, !isPlaceInvalid, let place else { return nil }
        let accuracy = place.accuracy ?? covarianceAccuracy
        guard (accuracy ?? 0) < Self.largestError else { return nil }
        let clock = utc ?? clock(leapSeconds: leapSeconds)
        let (speed, course) = motion(at: place)
        return Position(
            timeOfDay: clock?.timeOfDay,
            latitude: place.latitude,
            longitude: place.longitude,
            dimensions: verdict.kind == .two ? .two : .three,
            mode: verdict.mode,
            altitude: place.altitude,
            height: place.height,
            speed: speed,
            course: course,
            hdop: hdop,
            accuracy: accuracy,
            satellites: satellites,
            date: clock?.date,
            jamming: security.jamming(at: timeOfWeek),
            spoofing: security.spoofing(at: timeOfWeek),
            isWithinLimits: verdict.isWithinLimits
        )
    }

    private func motion(at place: Place) -> (speed: Double?, course: Double?) {
        guard speed == nil, let velocity else { return (speed, course) }
        let (north, east) = velocity.northEast(latitude: place.latitude, longitude: place.longitude)
        let speed = (north * north + east * east).squareRoot()
        guard speed < 1e4 else { return (nil, nil) }
        let course = atan2(east, north) * 180 / .pi
        return (speed, speed > 0 ? Self.turned(course) : nil)
    }

    /// An angle in 0..<360 degrees.
    static func turned(_ degrees: Double) -> Double {
        let rest = degrees.truncatingRemainder(dividingBy: 360)
        let turned = rest < 0 ? rest + 360 : rest
        return turned < 360 ? turned : 0
    }

    /// UTC from the time of week. The week tells the day and, where the receiver does not say, the leap seconds.
    private func clock(leapSeconds: Int?) -> Clock? {
        guard isTimeKnown else { return nil }
        let startOfWeek = week.map { $0 * 7 }
        let day = Int64(timeOfWeek) / GPSTime.millisecondsPerDay
        let fallback =
            startOfWeek.map { GPSTime.leapSeconds(onDay: $0 + Int(day)) } ?? GPSTime.currentLeapSeconds
        var time = Int64(timeOfWeek) - Int64(leapSeconds ?? fallback) * 1_000
        var shift = 0
        if time < 0 { (time, shift) = (time + Int64(GPSTime.millisecondsPerWeek), -7) }
        let days = startOfWeek.map { $0 + shift + Int(time / GPSTime.millisecondsPerDay) }
        return Clock(
            timeOfDay: UInt32(time % GPSTime.millisecondsPerDay),
            date: days.flatMap(GPSTime.day)
        )
    }
}

extension UBXEpoch.Verdict {
    var mode: Position.Mode {
        switch (kind, carrier) {
        case (.deadReckoning, _): .estimated
        // The antenna stands on a surveyed point.
        case (.timeOnly, _): .manual
        case (_, 1): .floatRTK
        case (_, 2): .fixedRTK
        default: isDifferential ? .differential : .autonomous
        }
    }
}
