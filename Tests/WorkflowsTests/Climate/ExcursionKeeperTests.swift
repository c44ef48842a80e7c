import FieldModel
import Testing

@testable import Workflows

/// A probe whose readings a test gives minute by minute: 2–8 °C, 30 minutes tolerated, half a degree of hysteresis.
struct ProbeScene {
    static let band = ClimateBand(lower: 2_000, upper: 8_000, hysteresis: 500, tolerance: 30 * 60_000)

    var keeper = ExcursionKeeper(band: band)
    var boot: UInt32 = 3
    /// Milliseconds of the boot at minute 0.
    var origin: UInt64 = 1_000_000
    /// Unix milliseconds at minute 0; `nil` for a clock that was never set.
    var unix: Int64? = 1_800_000_000_000

    func moment(_ minute: Double) -> ClimateMoment {
        ClimateMoment(
            instant: BootInstant(boot: boot, milliseconds: UInt64(Int64(origin) + Int64(minute * 60_000))),
            unix: unix.map { $0 + Int64(minute * 60_000) }
        )
    }

    /// Takes degrees at a minute.
    @discardableResult
    mutating func take(_ degrees: Double?, at minute: Double) -> ExcursionKeeper.Change? {
        keeper.take(degrees.map { Int64(($0 * 1_000).rounded()) }, at: moment(minute))
    }
}

struct ExcursionKeeperTests {
    private var scene = ProbeScene()

    @Test func `9.1 °C for 34 minutes is declared at minute 30 with its start at minute 0`() throws {
        var scene = scene
        #expect(scene.take(5, at: -10) == nil)
        #expect(scene.take(9.1, at: 0) == .left)
        var declared: [(minute: Double, excursion: OpenExcursion, duration: UInt64)] = []
        for tick in 1..<204 {
            let minute = Double(tick) / 6
            if case .declared(let open, let duration) = scene.take(9.1, at: minute) {
                declared.append((minute, open, duration))
            }
        }
        let only = try #require(declared.first)
        #expect(declared.count == 1)
        #expect(only.minute == 30)
        #expect(only.excursion.start == scene.moment(0))
        #expect(only.duration == 30 * 60_000)
        guard case .ended(let open, let duration) = scene.take(5, at: 34) else {
            Issue.record("it did not end")
            return
        }
        #expect(open.start.instant == scene.moment(0).instant)
        #expect(duration == 34 * 60_000)
        #expect(open.minimum == 9_100)
        #expect(open.maximum == 9_100)
        #expect(scene.keeper.open == nil)
    }

    @Test func `a short one is told to nobody`() {
        var scene = scene
        scene.take(9.1, at: 0)
        scene.take(12, at: 10)
        #expect(scene.take(7, at: 29.9) == .regained)
        #expect(scene.take(9.1, at: 30) == .left)
        #expect(scene.take(9.1, at: 59) == nil)
    }

    @Test(arguments: [(8.0, false), (8.001, true), (2.0, false), (1.999, true), (-40.0, true)])
    func `the ends of a band belong to it`(_ degrees: Double, _ isLeft: Bool) {
        var scene = scene
        #expect((scene.take(degrees, at: 0) == .left) == isLeft)
    }

    @Test func `a value that trembles at the end of the band does not end an excursion`() {
        var scene = scene
        scene.take(8.1, at: 0)
        for minute in 1..<30 { #expect(scene.take(minute % 2 == 0 ? 8.1 : 7.9, at: Double(minute)) == nil) }
        guard case .declared(let open, _) = scene.take(7.9, at: 30) else {
            Issue.record("not declared")
            return
        }
        #expect(open.minimum == 7_900)
        guard case .ended = scene.take(7.5, at: 31) else {
            Issue.record("not ended")
            return
        }
    }

    @Test func `an unplugged probe within its band is no excursion`() {
        var scene = scene
        scene.take(5, at: 0)
        for minute in 1..<120 { #expect(scene.take(nil, at: Double(minute)) == nil) }
        #expect(scene.keeper.open == nil)
    }

    @Test
    func
        `a probe that is unplugged outside its band is declared all the same, without values it did not measure`()
    {
        var scene = scene
        scene.take(9.1, at: 0)
        for minute in 1..<30 { #expect(scene.take(nil, at: Double(minute)) == nil) }
        guard case .declared(let open, let duration) = scene.take(nil, at: 30) else {
            Issue.record("not declared")
            return
        }
        #expect(duration == 30 * 60_000)
        #expect(open.maximum == 9_100)
        #expect(scene.take(nil, at: 31) == nil)
        guard case .ended(let ended, let whole) = scene.take(5, at: 50) else {
            Issue.record("not ended")
            return
        }
        #expect(whole == 50 * 60_000)
        #expect(ended.minimum == 9_100)
    }

    @Test func `one that was outside too long between two looks is told when it is over`() {
        var scene = scene
        scene.take(9.1, at: 0)
        guard case .ended(_, let duration) = scene.take(5, at: 45) else {
            Issue.record("not ended")
            return
        }
        #expect(duration == 45 * 60_000)
    }

    @Test func `nothing tolerated is declared at once`() {
        var scene = scene
        scene.keeper.band.tolerance = 0
        guard case .declared(_, 0) = scene.take(9.1, at: 0) else {
            Issue.record("not declared")
            return
        }
    }

    @Test func `it goes on over a restart of the agent`() throws {
        var scene = scene
        scene.take(9.1, at: 0)
        scene.take(11, at: 10)
        let bytes = try #require(scene.keeper.open?.encoded)
        let restored = try #require(OpenExcursion(decoding: bytes))
        #expect(restored == scene.keeper.open)
        scene.keeper = ExcursionKeeper(band: ProbeScene.band, resuming: restored)
        #expect(scene.take(9.1, at: 29.9) == nil)
        guard case .declared(let open, let duration) = scene.take(9.1, at: 30) else {
            Issue.record("not declared")
            return
        }
        #expect(duration == 30 * 60_000)
        #expect(open.maximum == 11_000)
    }

    @Test(arguments: [true, false])
    func `it goes on over a restart of the machine, by the wall clock where there is one`(
        _ hasClock: Bool
    ) throws {
        var scene = scene
        if !hasClock { scene.unix = nil }
        scene.take(9.1, at: 0)
        scene.take(9.1, at: 10)
        let saved = try #require(scene.keeper.open?.encoded)
        // Off for 15 minutes: the boot's clock begins again at minute 25.
        scene.keeper = ExcursionKeeper(band: ProbeScene.band, resuming: OpenExcursion(decoding: saved))
        func after(_ minute: Double) -> ClimateMoment {
            ClimateMoment(
                instant: BootInstant(boot: 4, milliseconds: UInt64((minute - 25) * 60_000)),
                unix: scene.unix.map { $0 + Int64(minute * 60_000) }
            )
        }
        let start = scene.moment(0).instant
        for minute in 26..<60 {
            guard case .declared(let open, let duration) = scene.keeper.take(9_100, at: after(Double(minute)))
            else { continue }
            #expect(open.start.instant == start)
            #expect(duration == 30 * 60_000)
            // Without a clock the 15 minutes that the machine was off are not known.
            #expect(minute == (hasClock ? 30 : 45))
            return
        }
        Issue.record("not declared")
    }

    @Test func `bytes that are no state are none`() {
        var scene = scene
        scene.take(9.1, at: 0)
        let bytes = scene.keeper.open?.encoded ?? []
        #expect(OpenExcursion(decoding: []) == nil)
        #expect(OpenExcursion(decoding: Array(bytes.dropLast())) == nil)
        #expect(OpenExcursion(decoding: bytes + [0]) == nil)
        #expect(OpenExcursion(decoding: [2] + bytes.dropFirst()) == nil)
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            var noise = bytes.indices.map { _ in UInt8.random(in: 0...255, using: &generator) }
            (noise[0], noise[1]) = (1, noise[1] & 3)
            guard let open = OpenExcursion(decoding: noise) else { continue }
            #expect(open.encoded == noise || open.start.unix == nil)
            var keeper = ExcursionKeeper(band: ProbeScene.band, resuming: open)
            _ = keeper.take(9_100, at: scene.moment(1))
            _ = keeper.take(5_000, at: scene.moment(2))
        }
    }
}
