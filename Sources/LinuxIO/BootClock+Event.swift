import Glibc

extension BootClock {
    /// CLOCK_BOOTTIME in nanoseconds.
    package static func nanoseconds() -> UInt64 { nanoseconds(of: CLOCK_BOOTTIME) }

    /// When the kernel stamped something of which it does not say by which clock, as CLOCK_BOOTTIME nanoseconds: the clock is taken
    /// that makes the stamp younger, and nothing is in the future.
    ///
    /// GPIO edges bear CLOCK_MONOTONIC since Linux 5.7 and CLOCK_REALTIME before, which are decades apart unless the wall clock was
    /// never set; then either answer is right to within the time that the machine needed to boot.
    package static func instant(ofStamp stamp: UInt64, by clocks: Reading) -> UInt64 {
        instant(ofStamp: stamp, monotonic: clocks.monotonic, real: clocks.real, boot: clocks.boot)
    }

    /// What the clocks said at one moment, in nanoseconds.
    ///
    /// One reading does for all stamps of a burst: whoever is interrupted between two clocks would move one stamp against the others.
    package struct Reading: Sendable, Equatable {
        package var monotonic: UInt64
        package var real: UInt64
        package var boot: UInt64
    }

    /// Reads all clocks, and anew while that takes longer than the clocks themselves do, at most four times.
    package static func reading() -> Reading {
        var best = Reading(monotonic: 0, real: 0, boot: 0)
        var shortest = UInt64.max
        for _ in 0..<4 where shortest > 20_000 {
            let start = nanoseconds(of: CLOCK_BOOTTIME)
            let (monotonic, real) = (nanoseconds(of: CLOCK_MONOTONIC), nanoseconds(of: CLOCK_REALTIME))
            let end = nanoseconds(of: CLOCK_BOOTTIME)
            let took = end - min(start, end)
            guard took < shortest else { continue }
            (shortest, best) = (took, Reading(monotonic: monotonic, real: real, boot: end))
        }
        return best
    }

    /// As above, with what the three clocks say.
    package static func instant(
        ofStamp stamp: UInt64,
        monotonic: UInt64,
        real: UInt64,
        boot: UInt64
    ) -> UInt64 {
        // A wall clock that was set back since makes its stamps younger than nothing, and so does a race by nanoseconds.
        let tolerance: UInt64 = 1_000_000_000
        func age(_ now: UInt64) -> UInt64 {
            if stamp <= now { return now - stamp }
            return stamp - now <= tolerance ? 0 : .max
        }
        let youngest = min(age(monotonic), age(real))
        return youngest == .max ? boot : boot - min(youngest, boot)
    }

    private static func nanoseconds(of clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(clamping: time.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: time.tv_nsec)
    }
}
