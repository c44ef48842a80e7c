import FieldModel

@testable import Workflows

/// A unit on its way, second by second: where it is, what its wheels and its receiver say, and what is reported of it.
struct Scene {
    var keeper: PositionKeeper
    /// Boot milliseconds.
    var now: UInt64 = 1_000_000
    var place: GeographicPoint
    var course = 45.0
    var hasWheels = false
    var hasGyro = false
    var jamming = Fix.Interference.none
    var spoofing = Fix.Interference.none
    /// Added to the time of day that the receiver tells, in milliseconds, and the date it tells.
    var date = CalendarDay(year: 2026, month: 11, day: 21)
    var clockError: Int64 = 0
    /// What was reported after each second.
    var reports: [Fix?] = []

    /// 2026-11-21 12:00:00 at boot millisecond 1,000,000.
    static let anchor = ClockAnchor(
        bootMilliseconds: 1_000_000,
        unixMilliseconds: 1_795_262_400_000,
        quality: .trusted,
        uncertainty: 1_000
    )

    init?(limits: MotionLimits = .vehicle, latitude: Double = 59.3, longitude: Double = 18.0) {
        guard let place = GeographicPoint(latitude: latitude, longitude: longitude) else { return nil }
        self.place = place
        keeper = PositionKeeper(limits: limits)
    }

    /// What the receiver says when it is honest.
    func epoch(speed: Double, at point: GeographicPoint? = nil) -> Position {
        let point = point ?? place
        let sinceNoon = Int64(now) - 1_000_000 + clockError
        let day: Int64 = 86_400_000
        return Position(
            timeOfDay: UInt32(((43_200_000 + sinceNoon) % day + day) % day),
            latitude: point.latitude,
            longitude: point.longitude,
            mode: .autonomous,
            speed: speed,
            course: course,
            accuracy: 4,
            date: date,
            jamming: jamming,
            spoofing: spoofing
        )
    }

    /// Goes on for some seconds at a true speed in metres a second; `receiver` says what comes out of the receiver, by default
    /// the truth.
    mutating func go(
        _ seconds: Int,
        speed: Double = 0,
        receiver: (inout Scene, Int) -> Position? = { scene, _ in nil }
    ) {
        for second in 0..<seconds {
            now += 1_000
            place = place.moved(by: speed, course: course)
            if hasWheels { keeper.takeDistance(speed, at: now) }
            if hasGyro { keeper.takeCourse(course, at: now) }
            if let position = receiver(&self, second) {
                keeper.take(position, at: now, clock: Self.anchor)
            }
            reports.append(keeper.fix(at: now))
        }
    }

    mutating func drive(_ seconds: Int, speed: Double = 0) {
        go(seconds, speed: speed) { scene, _ in scene.epoch(speed: speed) }
    }

    /// The newest report.
    var report: Fix? { reports.last ?? nil }

    /// Metres between the newest report and the truth.
    var error: Double? {
        guard let report,
            let point = GeographicPoint(
                latitude: Double(report.latitude) / 1e6,
                longitude: Double(report.longitude) / 1e6
            )
        else { return nil }
        return point.distance(to: place)
    }

    /// How often the reported source or integrity changed.
    var changes: Int {
        zip(reports, reports.dropFirst()).count {
            $0?.source != $1?.source || $0?.integrity != $1?.integrity
        }
    }
}
