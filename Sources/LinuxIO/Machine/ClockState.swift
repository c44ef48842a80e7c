import CLinux

/// Whether somebody disciplines the wall clock, as the kernel was told.
///
/// Source: adjtimex(2).
package struct ClockState: Sendable, Equatable {
    /// Without `STA_UNSYNC`.
    package var isSynchronised: Bool
    /// The largest error that the clock can have by what its discipline said, in ms.
    package var maximumError: UInt32

    /// The kernel's own bound, in ms, at which it takes the clock for unsynchronised (`NTP_PHASE_LIMIT`).
    package static let unboundedError: UInt32 = 16_000

    /// chrony without `rtcsync` leaves `STA_UNSYNC` set and tells only the error, which the kernel lets grow by 0.5 ms/s.
    package var isDisciplined: Bool { isSynchronised || maximumError < Self.unboundedError }

    package init(isSynchronised: Bool, maximumError: UInt32) {
        self.isSynchronised = isSynchronised
        self.maximumError = maximumError
    }

    /// `nil` when the kernel does not tell.
    package static func now() -> ClockState? {
        var state = timex()
        guard adjtimex(&state) >= 0 else { return nil }
        return ClockState(
            isSynchronised: state.status & STA_UNSYNC == 0,
            maximumError: UInt32(clamping: state.maxerror / 1_000)
        )
    }
}
