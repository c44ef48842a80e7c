package import FieldModel
package import Hardware

/// Something that a line told.
package struct LineChange: Sendable, Equatable {
    package var name: SourceID
    package var role: LineRole
    package var value: Value
    /// CLOCK_BOOTTIME milliseconds; of a level, when it began.
    package var instant: UInt64

    package enum Value: Sendable, Equatable {
        /// Active or not; `nil` while it is not known.
        case level(Bool?)
        /// What the wheels did since the last report.
        case rolled(PulseCounter.Report)
    }

    package init(name: SourceID, role: LineRole, value: Value, instant: UInt64) {
        self.name = name
        self.role = role
        self.value = value
        self.instant = instant
    }
}
