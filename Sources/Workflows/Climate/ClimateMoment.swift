package import FieldModel

/// A moment on the boot's clock, and on the wall clock where that was ever set.
package struct ClimateMoment: Sendable, Equatable {
    package var instant: BootInstant
    /// Milliseconds.
    package var unix: Int64?

    package init(instant: BootInstant, unix: Int64?) {
        self.instant = instant
        self.unix = unix
    }
}
