import FieldModel
import TestKit
import Testing

@testable import Workflows

@Suite struct PositionPropertyTests {
    private func level(_ random: inout SplitMix) -> Fix.Interference {
        Int.random(in: 0..<20, using: &random) == 0 ? .allCases.randomElement(using: &random) ?? .none : .none
    }

    @Test(arguments: 0..<40) func `nothing live lies outside the gates, and what is held only grows vague`(
        seed: Int
    ) throws {
        var random = SplitMix(UInt64(seed))
        var scene = try #require(Scene())
        scene.hasWheels = seed % 2 == 0
        var speed = 0.0
        var lie: GeographicPoint?
        var before: Fix?
        for _ in 0..<4_000 {
            speed = min(max(speed + .random(in: -3...3, using: &random), 0), 40)
            scene.course = (scene.course + .random(in: 0...20, using: &random)).truncatingRemainder(
                dividingBy: 360
            )
            if Int.random(in: 0..<200, using: &random) == 0 {
                let metres = Double.random(in: 0...100_000, using: &random)
                lie = Bool.random(using: &random) ? nil : scene.place.moved(by: metres, course: 10)
            }
            scene.jamming = level(&random)
            scene.spoofing = level(&random)
            let isSilent = Int.random(in: 0..<10, using: &random) == 0
            scene.go(1, speed: speed) { scene, _ in isSilent ? nil : scene.epoch(speed: speed, at: lie) }
            guard let report = scene.report else { continue }
            if let before, before.source == .gnss, report.source == .gnss, scene.keeper.trust.streak > 1 {
                let apart = try place(before).distance(to: place(report))
                #expect(apart <= scene.keeper.limits.speed * 6 + 35)
            }
            if report.source == .gnss {
                #expect(report.spoofing != .critical)
                if scene.keeper.isParked { #expect(report.jamming != .critical) }
            }
            if let before, report.source != .gnss, before.source != .gnss, report.age > before.age {
                #expect(try #require(report.accuracy) >= (try #require(before.accuracy)))
            }
            before = report
        }
    }

    private func place(_ fix: Fix) throws -> GeographicPoint {
        try #require(
            GeographicPoint(latitude: Double(fix.latitude) / 1e6, longitude: Double(fix.longitude) / 1e6)
        )
    }

    @Test func `no input traps, and what is no position is refused`() {
        let wild: [Double] = [
            .nan, .infinity, -.infinity, 0, -0.0, 1e308, -1e308, .leastNonzeroMagnitude, 90, -180, 360, 1e-9,
            17,
        ]
        var random = SplitMix(77)
        func number() -> Double { wild.randomElement(using: &random) ?? 0 }
        for _ in 0..<200 {
            var keeper = PositionKeeper(limits: .vehicle)
            for _ in 0..<200 {
                let instant: UInt64 =
                    [
                        0, 1, .max, .max - 1, UInt64(Int64.max), 1_000,
                        .random(in: 0...100_000, using: &random),
                    ]
                    .randomElement(using: &random) ?? 0
                switch Int.random(in: 0..<7, using: &random) {
                case 0: keeper.takeDistance(number(), at: instant)
                case 1: keeper.takeSpeed(number(), at: instant)
                case 2: keeper.takeCourse(number(), at: instant)
                case 3: keeper.takeIgnition(Bool.random(using: &random), at: instant)
                case 4: _ = keeper.fix(at: instant)
                default:
                    let isSane = Bool.random(using: &random)
                    let position = Position(
                        timeOfDay: [nil, 0, .max, 86_399_999].randomElement(using: &random) ?? nil,
                        latitude: isSane ? 59 : number(),
                        longitude: isSane ? 18 : number(),
                        mode: Position.Mode.allCases.randomElement(using: &random) ?? .autonomous,
                        speed: isSane ? nil : number(),
                        course: isSane ? nil : number(),
                        accuracy: isSane ? 5 : number(),
                        date: [nil, CalendarDay(rawValue: 19_000_101), CalendarDay(rawValue: 21_991_231)]
                            .randomElement(using: &random) ?? nil
                    )
                    let anchor = ClockAnchor(
                        bootMilliseconds: instant,
                        unixMilliseconds: [0, .max, .min].randomElement(using: &random) ?? 0,
                        quality: .trusted,
                        uncertainty: .max
                    )
                    keeper.take(position, at: instant, clock: anchor)
                }
                guard let fix = keeper.fix(at: instant) else { continue }
                #expect(abs(Int(fix.latitude)) <= 90_000_000 && abs(Int(fix.longitude)) <= 180_000_000)
            }
        }
    }

    @Test(arguments: [(.nan, 18), (59, .infinity), (91, 18), (59, -181)] as [(Double, Double)])
    func `a position off the Earth changes nothing but its count`(latitude: Double, longitude: Double) throws
    {
        var scene = try #require(Scene())
        scene.drive(10)
        let before = scene.report
        scene.keeper.take(
            Position(timeOfDay: nil, latitude: latitude, longitude: longitude, mode: .autonomous),
            at: scene.now
        )
        #expect(scene.keeper.refusals == 1)
        #expect(scene.keeper.fix(at: scene.now) == before)
    }
}
