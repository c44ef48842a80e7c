import Hardware
import TestKit
import Testing

@Suite struct LineWatchTests {
    static let millisecond: UInt64 = 1_000_000
    static let second: UInt64 = 1_000_000_000

    /// Instants of a square wave, in nanoseconds.
    static func bounce(from start: UInt64, for time: UInt64, every period: UInt64) -> [UInt64] {
        Array(stride(from: start, to: start + time, by: Int(period)))
    }

    @Test(arguments: [1, 5, 20, 200, 10_000] as [UInt64])
    func `a contact that bounces at 10 kHz for some milliseconds is one change`(_ debounce: UInt64) {
        let time = debounce * Self.millisecond
        let start = 100 * Self.second
        // An odd number of edges: closed in the end.
        let noise =
            Self.bounce(from: start, for: min(time, 8 * Self.millisecond), every: 50_000) + [
                start + min(time, 8 * Self.millisecond) + 10_000
            ]
        let wave = noise.count % 2 == 1 ? noise : Array(noise.dropLast())
        var line = KernelLine(wave)
        var watch = LineWatch(debounce: time)
        let changes = watch.live(&line, until: start * 2)
        #expect(changes.map(\.isActive) == [false, true])
        #expect(watch.level == true)
        // A queue that was full does not tell when the noise ended, but the next look does.
        let late = (changes.last?.instant ?? 0) - min(wave.last ?? 0, changes.last?.instant ?? 0)
        #expect(late <= 60 * Self.millisecond)
        #expect(line.looks.count <= 12)
        #expect(watch.storms == 0)
    }

    @Test(arguments: [0, 1, 20, 10_000] as [UInt64])
    func `a line stuck at 10 kHz costs bounded work and is named`(_ debounce: UInt64) {
        let start = Self.second
        var line = KernelLine(Self.bounce(from: start, for: 60 * Self.second, every: 50_000))
        var watch = LineWatch(debounce: debounce * Self.millisecond)
        _ = watch.live(&line, until: start + 60 * Self.second)
        #expect(watch.storms >= 1)
        #expect(watch.isStorming)
        #expect(watch.level == nil)
        // At most 100 looks a second until it is left alone, then a second of them after each pause.
        #expect(line.looks.count <= 110 * Int(watch.storms))
        #expect(watch.storms <= 5)
    }

    @Test func `a line is known again after a storm`() {
        let start = 10 * Self.second
        var line = KernelLine(
            Self.bounce(from: start, for: 3 * Self.second, every: 100_000) + [start + 60 * Self.second]
        )
        var watch = LineWatch(debounce: 20 * Self.millisecond)
        let changes = watch.live(&line, until: start + 100 * Self.second)
        #expect(watch.storms == 1)
        #expect(changes.last == .init(isActive: true, instant: start + 60 * Self.second))
        #expect(watch.level == true)
    }

    @Test func `an input that hums is a storm after ten seconds`() {
        var line = KernelLine(
            Self.bounce(from: Self.second, for: 30 * Self.second, every: 10 * Self.millisecond)
        )
        var watch = LineWatch(debounce: 20 * Self.millisecond)
        let changes = watch.live(&line, until: 20 * Self.second)
        #expect(changes.map(\.isActive) == [false])
        #expect(watch.storms == 1)
        #expect(watch.level == nil)
    }

    @Test func `a lost line is unknown, and its level comes anew`() {
        var watch = LineWatch(debounce: 0)
        watch.open(true, at: 5)
        let seen1 = watch.take(LineBurst(edges: [], isActive: true), at: 5)
        #expect(seen1 == [.init(isActive: true, instant: 5)])
        let wasKnown = watch.lose()
        #expect(wasKnown)
        #expect(watch.level == nil)
        let isStillKnown = watch.lose()
        #expect(!isStillKnown)
        watch.open(true, at: 9)
        let seen2 = watch.take(LineBurst(edges: [], isActive: true), at: 9)
        #expect(seen2 == [.init(isActive: true, instant: 9)])
    }

    @Test func `an edge that never came shows in the level`() {
        var watch = LineWatch(debounce: 10)
        watch.open(false, at: 0)
        _ = watch.take(LineBurst(edges: [], isActive: false), at: 10)
        _ = watch.take(LineBurst(edges: [], isActive: true), at: 100)
        let seen3 = watch.take(LineBurst(edges: [], isActive: true), at: 110)
        #expect(seen3 == [.init(isActive: true, instant: 100)])
    }

    @Test func `the level of any wave is right once it rests`() {
        var random = SplitMix(11)
        for _ in 0..<300 {
            var instant = Self.second
            let edges = (0..<Int.random(in: 0...120, using: &random)).map { _ in
                instant += UInt64.random(in: 20_000...30_000_000, using: &random)
                return instant
            }
            var line = KernelLine(edges)
            let debounce = UInt64.random(in: 0...100, using: &random) * Self.millisecond
            var watch = LineWatch(debounce: debounce)
            let changes = watch.live(&line, until: instant + Self.second)
            #expect(watch.level == line.level(at: instant + Self.second))
            #expect(
                zip(changes, changes.dropFirst()).allSatisfy {
                    $0.isActive != $1.isActive && $0.instant <= $1.instant
                }
            )
        }
    }

    @Test func `edges from any time and in any order do not trap`() {
        var random = SplitMix(3)
        var watch = LineWatch(debounce: .random(in: 0 ... .max, using: &random))
        watch.open(false, at: 0)
        for _ in 0..<20_000 {
            let edges = (0..<Int.random(in: 0...16, using: &random)).map { _ in
                LineEdge(isActive: .random(using: &random), instant: .random(in: 0 ... .max, using: &random))
            }
            let isActive = Bool.random(using: &random)
            let burst = LineBurst(edges: edges, isFull: edges.count == 16, isActive: isActive)
            let now =
                UInt64.random(in: 0 ... .max, using: &random) >> UInt64.random(in: 0...63, using: &random)
            _ = watch.take(burst, at: now)
            if watch.isStorming { watch.open(isActive, at: now) }
        }
    }
}
