import LinuxIO
import Testing

@Suite struct EventInstantTests {
    static let second: UInt64 = 1_000_000_000

    /// Stamp, monotonic, real and boot clock, and the instant, in seconds.
    static let table: [(String, UInt64, UInt64, UInt64, UInt64, UInt64)] = [
        ("a monotonic stamp", 90, 100, 1_800_000_000, 100, 90),
        ("after an hour of sleep", 90, 100, 1_800_000_000, 3_700, 3_690),
        ("a stamp of an old kernel", 1_799_999_990, 100, 1_800_000_000, 3_700, 3_690),
        ("the wall clock stands at 1970", 90, 100, 103, 100, 90),
        ("the wall clock was set back since", 1_800_000_500, 100, 1_800_000_000, 100, 100),
        ("a stamp older than the machine", 1, 3_000, 1_800_000_000, 100, 0),
    ]

    @Test(arguments: table)
    func `a stamp becomes an instant of the boot clock`(
        _ name: String,
        _ stamp: UInt64,
        _ monotonic: UInt64,
        _ real: UInt64,
        _ boot: UInt64,
        _ expected: UInt64
    ) {
        let instant = BootClock.instant(
            ofStamp: stamp * Self.second,
            monotonic: monotonic * Self.second,
            real: real * Self.second,
            boot: boot * Self.second
        )
        #expect(instant == expected * Self.second, "\(name)")
    }

    @Test func `no stamp traps or lies in the future`() {
        for stamp in [0, 1, UInt64.max / 2, .max] {
            #expect(BootClock.instant(ofStamp: stamp, by: BootClock.reading()) <= BootClock.nanoseconds())
        }
    }

    @Test func `one reading of the clocks keeps the distance of stamps`() {
        let clocks = BootClock.reading()
        let older = BootClock.instant(ofStamp: clocks.monotonic - 30_000_000, by: clocks)
        let newer = BootClock.instant(ofStamp: clocks.monotonic - 10_000_000, by: clocks)
        #expect(newer - older == 20_000_000)
        #expect(clocks.boot - newer == 10_000_000)
    }
}
