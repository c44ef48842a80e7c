/// When this program was made, as far as a machine without a clock may rely on it. Set at each release, never ahead of it.
package enum ReleaseDay {
    /// Nothing that this program sees happened before.
    package static let newest = CalendarDay(year: 2026, month: 1, day: 1)
}
