import FieldModel
import Testing

@testable import Workflows

@Suite struct PositionKeeperTests {
    private let kmh80 = 80 / 3.6

    @Test func `nothing is reported before the first position, and the first is suspect`() throws {
        var scene = try #require(Scene())
        scene.go(60)
        #expect(scene.reports.allSatisfy { $0 == nil })
        scene.drive(1)
        #expect(scene.report?.source == .gnss)
        #expect(scene.report?.integrity == .suspect)
        #expect(scene.keeper.doubts == .unconfirmed)
        scene.drive(3)
        #expect(scene.report?.integrity == .ok)
        #expect(scene.report?.age == 0)
    }

    @Test(arguments: [false, true])
    func `a tunnel of four minutes and 5 km is dead-reckoned and left for good`(
        hasGyro: Bool
    ) throws {
        var scene = try #require(Scene())
        (scene.hasWheels, scene.hasGyro) = (true, hasGyro)
        scene.drive(120, speed: kmh80)
        #expect(scene.report?.source == .gnss)
        scene.reports = []
        scene.go(240, speed: 5_000.0 / 240)
        let report = try #require(scene.report)
        #expect(report.source == .deadReckoned)
        #expect(report.integrity == .ok)
        #expect((239...241).contains(report.age))
        #expect(try #require(report.accuracy) >= 100)
        #expect(try #require(scene.error) <= Double(try #require(report.accuracy)))
        #expect(report.speed == 208)
        #expect(scene.reports.dropFirst(6).allSatisfy { $0?.source == .deadReckoned })
        scene.reports = []
        scene.drive(60, speed: kmh80)
        #expect(scene.changes == 1)
        #expect(scene.reports.prefix(2).allSatisfy { $0?.source == .deadReckoned })
        #expect(scene.reports.dropFirst(5).allSatisfy { $0?.source == .gnss && $0?.integrity == .ok })
    }

    @Test(arguments: [false, true]) func `a jump of 62 km in a second is rejected and the last good fix ages`(
        hasWheels: Bool
    ) throws {
        var scene = try #require(Scene())
        scene.hasWheels = hasWheels
        scene.drive(120, speed: kmh80)
        let good = try #require(scene.report)
        scene.reports = []
        scene.go(100, speed: kmh80) { [kmh80] scene, _ in
            scene.epoch(speed: kmh80, at: scene.place.moved(by: 62_000, course: 90))
        }
        #expect(scene.reports.allSatisfy { $0?.integrity == .rejected && $0?.source != .gnss })
        let report = try #require(scene.report)
        #expect(report.source == (hasWheels ? .deadReckoned : .held))
        #expect(report.age == 100)
        #expect(scene.keeper.doubts.contains(hasWheels ? .wheels : .jump))
        if !hasWheels { #expect((report.latitude, report.longitude) == (good.latitude, good.longitude)) }
        #expect(try #require(scene.error) < 3_000)
        scene.reports = []
        scene.drive(30, speed: kmh80)
        #expect(scene.changes == 1)
        #expect(scene.report?.source == .gnss)
    }

    @Test(arguments: [true, false], [0.0, 0.4]) func `critical jamming while parked holds for 90 minutes`(
        hasWheels: Bool,
        drift: Double
    ) throws {
        var scene = try #require(Scene())
        scene.hasWheels = hasWheels
        scene.drive(120, speed: 15)
        scene.drive(60)
        if !hasWheels { scene.keeper.takeIgnition(false, at: scene.now) }
        scene.jamming = .critical
        scene.reports = []
        scene.go(5_400) { scene, second in
            scene.epoch(speed: 0, at: scene.place.moved(by: Double(second) * drift, course: 10))
        }
        #expect(scene.reports.allSatisfy { $0?.source == .held && $0?.jamming == .critical })
        #expect(scene.report?.age == 5_400)
        #expect(try #require(scene.error) < 5)
        scene.jamming = .none
        scene.reports = []
        scene.drive(60)
        #expect(scene.report?.source == .gnss)
        #expect(scene.changes == 1)
        #expect(scene.reports.prefix(9).allSatisfy { $0?.source == .held })
    }

    @Test func `flickering jamming does not flicker through`() throws {
        var scene = try #require(Scene())
        scene.hasWheels = true
        scene.drive(120)
        scene.reports = []
        for _ in 0..<600 {
            scene.jamming = scene.jamming == .critical ? .warning : .critical
            scene.drive(2)
        }
        #expect(scene.changes <= 1)
        #expect(scene.report?.source == .held)
    }

    @Test func `a unit that rolls through critical jamming is live and suspect`() throws {
        var scene = try #require(Scene())
        scene.hasWheels = true
        scene.drive(120, speed: 15)
        scene.jamming = .critical
        scene.drive(30, speed: 15)
        #expect(scene.report?.source == .gnss)
        #expect(scene.report?.integrity == .suspect)
        #expect(scene.report?.jamming == .critical)
    }

    @Test func `signs that come without a position travel with the held fix`() throws {
        var scene = try #require(Scene())
        scene.hasWheels = true
        scene.drive(120)
        scene.reports = []
        scene.go(5_400) { scene, _ in
            scene.keeper.takeInterference(jamming: .critical, spoofing: .none, at: scene.now)
            return nil
        }
        #expect(scene.reports.dropFirst(6).allSatisfy { $0?.source == .held && $0?.jamming == .critical })
        scene.go(61)
        #expect(scene.report?.jamming == .unknown)
    }

    @Test func `spoofing that is affirmed is never live, and one that is indicated is suspect`() throws {
        var scene = try #require(Scene())
        scene.drive(120, speed: 15)
        scene.spoofing = .warning
        scene.drive(10, speed: 15)
        #expect(scene.report?.source == .gnss)
        #expect(scene.report?.integrity == .suspect)
        scene.spoofing = .critical
        scene.reports = []
        scene.drive(1_200, speed: 15)
        #expect(scene.reports.allSatisfy { $0?.source == .held && $0?.integrity == .rejected })
        #expect(scene.report?.spoofing == .critical)
    }

    @Test func `a receiver that is nineteen years ahead is suspect and its position still live`() throws {
        var scene = try #require(Scene())
        scene.date = CalendarDay(year: 2045, month: 11, day: 21)
        scene.drive(120, speed: 15)
        #expect(scene.reports.allSatisfy { $0?.source == .gnss && $0?.integrity == .suspect })
        #expect(scene.keeper.doubts == .time)
        scene.date = CalendarDay(year: 2026, month: 11, day: 21)
        scene.reports = []
        scene.drive(180, speed: 15)
        #expect(scene.report?.integrity == .ok)
        #expect(scene.changes == 1)
    }

    @Test(arguments: [-60_000, 20_000] as [Int64])
    func `a jump of the receiver's time is suspect for a while`(
        jump: Int64
    ) throws {
        var scene = try #require(Scene())
        scene.date = nil
        scene.drive(120, speed: 15)
        #expect(scene.report?.integrity == .ok)
        scene.clockError = jump
        scene.go(5, speed: 15) { scene, _ in scene.epoch(speed: 15) }
        #expect(scene.report?.integrity == .suspect)
        #expect(scene.keeper.doubts == .time)
    }

    /// Three seconds in which nothing was read, and then all their epochs at once.
    @Test func `epochs that were read late are no jump`() throws {
        var scene = try #require(Scene())
        scene.drive(120, speed: 40)
        scene.reports = []
        var late: [Position] = []
        scene.go(3, speed: 40) { scene, _ in
            late.append(scene.epoch(speed: 40))
            return nil
        }
        for position in late {
            scene.now += 5
            scene.keeper.take(position, at: scene.now, clock: Scene.anchor)
            scene.reports.append(scene.keeper.fix(at: scene.now))
        }
        scene.drive(30, speed: 40)
        #expect(scene.keeper.rejections == 0)
        #expect(scene.reports.dropFirst(3).allSatisfy { $0?.source == .gnss && $0?.integrity == .ok })
    }

    @Test func `a receiver's time excuses no jump of many seconds' way`() throws {
        var scene = try #require(Scene())
        scene.drive(120, speed: 40)
        scene.clockError = 60_000
        scene.go(1, speed: 40) { scene, _ in
            scene.epoch(speed: 40, at: scene.place.moved(by: 1_000, course: 45))
        }
        #expect(scene.report?.integrity == .rejected)
        #expect(scene.keeper.doubts.contains(.jump))
    }

    @Test(arguments: [0.2, 1, 2.5]) func `a position that drifts away from standing wheels is held`(
        drift: Double
    ) throws {
        var scene = try #require(Scene())
        scene.hasWheels = true
        scene.drive(120, speed: 15)
        scene.drive(30)
        scene.reports = []
        scene.go(3_600) { scene, second in
            scene.epoch(speed: drift, at: scene.place.moved(by: Double(second) * drift, course: 200))
        }
        let late = scene.reports.dropFirst(Int(120 / drift))
        #expect(late.allSatisfy { $0?.source == .held && $0?.integrity == .rejected })
        #expect(try #require(scene.error) < 10)
        #expect(scene.changes == 1)
    }

    @Test(arguments: [true, false]) func `a frozen position of a moving unit is left`(hasWheels: Bool) throws
    {
        var scene = try #require(Scene())
        scene.hasWheels = hasWheels
        scene.drive(120, speed: 15)
        let stuck = scene.place
        scene.reports = []
        scene.go(300, speed: 15) { scene, _ in scene.epoch(speed: 15, at: stuck) }
        #expect(scene.reports.dropFirst(15).allSatisfy { $0?.source == (hasWheels ? .deadReckoned : .held) })
        #expect(scene.changes <= 2)
        #expect(scene.keeper.rejections > 100)
        if hasWheels { #expect(try #require(scene.error) < 200) }
        scene.drive(60, speed: 15)
        #expect(scene.report?.source == .gnss)
    }

    @Test func `an old position at power-up loses to the right one`() throws {
        var scene = try #require(Scene())
        scene.hasWheels = true
        let old = scene.place.moved(by: 40_000, course: 300)
        scene.go(20) { scene, _ in scene.epoch(speed: 0, at: old) }
        #expect(scene.report?.source == .gnss)
        scene.reports = []
        scene.drive(60)
        #expect(scene.reports.prefix(5).allSatisfy { $0?.integrity == .rejected })
        #expect(scene.report?.source == .gnss)
        #expect(scene.report?.integrity == .ok)
        #expect(try #require(scene.error) < 5)
    }

    /// Seconds within which the true place must be believed.
    @Test(
        arguments: [
            (false, 15.0, 310), (true, 15.0, 125), (true, 0.0, 1_810), (false, 0.0, 310),
        ]
    ) func `a true place wins in bounded time over a false one that was long believed`(
        hasWheels: Bool,
        speed: Double,
        bound: Int
    ) throws {
        var scene = try #require(Scene())
        scene.hasWheels = hasWheels
        scene.go(300, speed: speed) { scene, _ in
            scene.epoch(speed: speed, at: scene.place.moved(by: 80_000, course: 180))
        }
        #expect(scene.report?.integrity == .ok)
        scene.reports = []
        scene.drive(bound, speed: speed)
        #expect(scene.report?.source == .gnss)
        #expect(scene.report?.integrity == .suspect)
        #expect(try #require(scene.error) < 5)
        scene.drive(400, speed: speed)
        #expect(scene.report?.integrity == .ok)
        #expect(scene.changes <= 3)
    }

    @Test func `an odometer that broke is found out and trusted again after its repair`() throws {
        var scene = try #require(Scene())
        scene.hasWheels = true
        scene.drive(120, speed: 15)
        scene.hasWheels = false
        scene.go(400, speed: 15) { scene, _ in
            scene.keeper.takeDistance(0, at: scene.now)
            return scene.epoch(speed: 15)
        }
        #expect(scene.report?.source == .gnss)
        #expect(scene.keeper.wheels.isTrusted == false)
        scene.hasWheels = true
        scene.drive(120, speed: 15)
        #expect(scene.keeper.wheels.isTrusted)
    }

    @Test func `a silent receiver is held and recovers without flapping`() throws {
        var scene = try #require(Scene())
        scene.drive(120)
        scene.keeper.takeIgnition(false, at: scene.now)
        scene.reports = []
        scene.go(3_600)
        #expect(scene.report?.source == .held)
        #expect(scene.report?.age == 3_600)
        #expect(try #require(scene.report?.accuracy) < 100)
        scene.drive(10)
        #expect(scene.report?.source == .gnss)
        #expect(scene.changes == 2)
    }

    @Test func `uncertainty grows with the speed a unit may have while nothing tells`() throws {
        var scene = try #require(Scene())
        scene.drive(120, speed: 30)
        scene.go(60)
        #expect(try #require(scene.report?.accuracy) >= 30 * 60)
        #expect(scene.report?.speed == nil)
    }

    @Test func `a receiver of one epoch in ten seconds is live in between`() throws {
        var scene = try #require(Scene())
        scene.go(600, speed: 15) { scene, second in second % 10 == 9 ? scene.epoch(speed: 15) : nil }
        #expect(scene.reports.suffix(300).allSatisfy { $0?.source == .gnss })
    }

    @Test func `a receiver's own dead reckoning says so and ages`() throws {
        var scene = try #require(Scene())
        scene.drive(120, speed: 15)
        scene.go(30, speed: 15) { scene, _ in
            var position = scene.epoch(speed: 15)
            position.mode = .estimated
            return position
        }
        #expect(scene.report?.source == .deadReckoned)
        #expect(scene.report?.age == 30)
    }

    @Test func `what a simulator plays is suspect at any speed, and the first real position ends it`() throws
    {
        var scene = try #require(Scene())
        scene.go(60, speed: 500) { scene, _ in
            var position = scene.epoch(speed: 25)
            position.mode = .simulated
            return position
        }
        #expect(scene.reports.allSatisfy { $0?.source == .gnss && $0?.integrity == .suspect })
        #expect(scene.keeper.doubts.contains(.simulated))
        scene.place = scene.place.moved(by: 100_000, course: 0)
        scene.drive(10)
        #expect(scene.report?.integrity == .ok)
        scene.go(10) { scene, _ in
            var position = scene.epoch(speed: 0, at: scene.place.moved(by: 50_000, course: 0))
            position.mode = .simulated
            return position
        }
        #expect(scene.report?.source == .held)
        #expect(scene.report?.integrity == .rejected)
    }

    @Test func `helicopters may be faster than cars`() throws {
        let profile = UnitProfile(callSign: "H1", kind: .vehicle, type: "Ambulanshelikopter")
        #expect(MotionLimits.of(profile) == .helicopter)
        #expect(MotionLimits.of(profile, speed: 50).speed == 50)
        for (limits, source) in [(MotionLimits.helicopter, Fix.Source.gnss), (.vehicle, .held)] {
            var scene = try #require(Scene(limits: limits))
            scene.drive(60, speed: 60)
            scene.drive(30, speed: 68)
            scene.drive(60, speed: 85)
            #expect(scene.report?.source == source)
        }
    }
}
