/// One change of a line's level that the kernel saw.
package struct LineEdge: Sendable, Equatable {
    /// The level from this edge on.
    package var isActive: Bool
    /// CLOCK_BOOTTIME nanoseconds.
    package var instant: UInt64

    package init(isActive: Bool, instant: UInt64) {
        self.isActive = isActive
        self.instant = instant
    }
}
