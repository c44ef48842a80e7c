import FieldModel
import LinuxIO

/// What the machine's own clock is worth.
enum SystemClock {
    /// 2026-01-01: a clock before this was never set.
    static let earliest: Int64 = 1_767_225_600_000

    /// The day in UTC; `nil` while nobody keeps the clock right.
    static func trustedDay() -> CalendarDay? {
        ClockState.now()?.isDisciplined == true ? CalendarDay(unixMilliseconds: BootClock.unix()) : nil
    }

    /// A reading of the wall clock, or `nil` while it was never set.
    static func anchor() -> ClockAnchor? {
        let unix = BootClock.unix()
        guard unix >= earliest else { return nil }
        let state = ClockState.now()
        let isDisciplined = state?.isDisciplined == true
        return ClockAnchor(
            bootMilliseconds: BootClock.now(),
            unixMilliseconds: unix,
            quality: isDisciplined ? .trusted : .rtc,
            uncertainty: isDisciplined ? max(1_000, state?.maximumError ?? 0) : 120_000
        )
    }
}
