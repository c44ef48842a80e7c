import FieldModel
import Testing

@testable import Workflows

@Suite struct PositionRestoreTests {
    private let former = Fix(latitude: 59.3, longitude: 18.0, accuracy: 5, speed: 20, course: 44)

    @Test func `the place of before the start is held with its age, and its accuracy has grown`() throws {
        var scene = try #require(Scene())
        scene.keeper.restore(try #require(former), passed: 90_000, at: scene.now)
        scene.go(10)
        let report = try #require(scene.report)
        #expect(report.source == .held)
        #expect(report.integrity == .ok)
        #expect((report.latitude, report.longitude) == (59_300_000, 18_000_000))
        #expect(report.age == 100)
        #expect(report.speed == nil && report.course == nil)
        // 20 m/s for 100 s.
        #expect((2_000...2_020).contains(try #require(report.accuracy)))
        #expect(!scene.keeper.isLive)
    }

    @Test func `a place may be older than the boot, and as old as it gets`() throws {
        for (passed, age) in [(UInt64(864_000_000), UInt32(864_000)), (.max, .max)] {
            var scene = try #require(Scene())
            scene.now = 5_000
            scene.keeper.restore(try #require(former), passed: passed, at: scene.now)
            let fix = scene.keeper.fix(at: scene.now)
            let report = try #require(fix)
            #expect(report.age == age)
            #expect(report.accuracy == 1_000_000)
        }
    }

    @Test func `what was held already is as old as it was, and what was doubted is suspect`() throws {
        var fix = try #require(former)
        (fix.source, fix.age, fix.integrity) = (.held, 40, .rejected)
        var scene = try #require(Scene())
        scene.keeper.restore(fix, passed: 20_000, at: scene.now)
        let held = scene.keeper.fix(at: scene.now)
        let report = try #require(held)
        #expect(report.age == 60)
        #expect(report.integrity == .suspect)
    }

    @Test(arguments: [0.0, 80_000])
    func `a receiver's first position begins anew, wherever it is`(metres: Double) throws {
        var scene = try #require(Scene())
        scene.keeper.restore(try #require(former), passed: 60_000, at: scene.now)
        scene.place = scene.place.moved(by: metres, course: 90)
        #expect(scene.keeper.agrees(with: scene.epoch(speed: 0)))
        scene.drive(1)
        #expect(scene.report?.source == .gnss)
        #expect(scene.report?.integrity == .suspect)
        #expect(scene.report?.age == 0)
        scene.drive(3)
        #expect(scene.report?.integrity == .ok)
        #expect(scene.keeper.rejections == 0)
        #expect(try #require(scene.error) < 1)
    }

    @Test func `a place that is known is not replaced by an old one`() throws {
        var scene = try #require(Scene())
        scene.drive(5)
        let before = scene.report
        scene.keeper.restore(try #require(Fix(latitude: 10, longitude: 10)), passed: 0, at: scene.now)
        let after = scene.keeper.fix(at: scene.now)
        #expect(after == before)
    }

    @Test func `wheels move it on along a course that is fresh, and only make it vaguer along an old one`()
        throws
    {
        for (passed, source) in [(UInt64(2_000), Fix.Source.deadReckoned), (60_000, .held)] {
            var scene = try #require(Scene())
            (scene.hasWheels, scene.course) = (true, 44)
            scene.keeper.restore(try #require(former), passed: passed, at: scene.now)
            scene.go(20, speed: 20)
            #expect(scene.report?.source == source)
            #expect(try #require(scene.error) <= Double(try #require(scene.report?.accuracy)))
        }
    }

    @Test func `a fix that no receiver could have had is not restored`() throws {
        var scene = try #require(Scene())
        var fix = try #require(former)
        fix.accuracy = .max
        scene.keeper.restore(fix, passed: 0, at: scene.now)
        let found = scene.keeper.fix(at: scene.now)
        #expect(found == nil)
    }
}
