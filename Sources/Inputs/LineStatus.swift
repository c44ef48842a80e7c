package import Hardware

/// What the status shows of one line.
package struct LineStatus: Sendable, Equatable {
    package var state: LineState
    package var chip: String
    package var place: LineSettings.Place
    /// What is wrong with it; `nil` while it works.
    package var trouble: String?
    /// Edges or pulses that were read.
    package var edges: UInt64 = 0
    /// Edges that did not count because another one came too soon.
    package var bounces: UInt64 = 0
    /// Looks at which the kernel's queue was full.
    package var overflows: UInt64 = 0
    /// How often its edges did not end and it was left alone for a while.
    package var storms: UInt64 = 0

    init(_ settings: LineSettings) {
        state = LineState(name: settings.name, role: settings.role)
        chip = settings.chip
        place = settings.place
    }
}
