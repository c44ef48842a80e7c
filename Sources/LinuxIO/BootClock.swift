import Glibc

/// The clocks of this machine. Order and deadlines use only the one that no one can set.
package enum BootClock {
    /// CLOCK_BOOTTIME in milliseconds: only moves forward, also while suspended.
    package static func now() -> UInt64 { UInt64(clamping: milliseconds(of: CLOCK_BOOTTIME)) }

    /// CLOCK_REALTIME as Unix time in milliseconds; may be wrong and may jump.
    package static func unix() -> Int64 { milliseconds(of: CLOCK_REALTIME) }

    /// The kernel's random id of this boot: 16 bytes.
    package static func bootID() throws(Errno) -> [UInt8] {
        let file = try FileDescriptor(opening: "/proc/sys/kernel/random/boot_id", flags: O_RDONLY)
        var text = [UInt8](repeating: 0, count: 64)
        let count = try file.read(into: &text)
        let digits = text[..<count].compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count == 32 else { throw .invalid }
        return stride(from: 0, to: 32, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    private static func milliseconds(of clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}

extension Duration {
    /// Whole milliseconds, rounded up; nothing below zero.
    package var milliseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let fraction = UInt64((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
        let (whole, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000)
        return overflow ? .max : whole &+ fraction
    }
}
