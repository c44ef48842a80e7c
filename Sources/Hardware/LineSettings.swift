package import FieldModel

/// One GPIO line of a gateway: where it is, how it is wired and what it means.
package struct LineSettings: Sendable, Equatable {
    /// What the board calls it, such as `di1`; also the source of its events.
    package var name: SourceID
    /// Label, name (`gpiochip0`) or path of the chip.
    package var chip: String
    package var place: Place
    package var role: LineRole
    /// Whether the line means yes when its level is low.
    package var isActiveLow = false
    package var bias = Bias.asIs
    /// How long an input must keep its level to count, 0...10 s.
    package var debounce: Duration = .milliseconds(20)

    package enum Place: Sendable, Hashable {
        case offset(UInt32)
        /// What the kernel calls the line.
        case name(String)
    }

    package enum Bias: String, CaseIterable, Sendable {
        case asIs = "as-is"
        case disabled
        case pullUp = "pull-up"
        case pullDown = "pull-down"
    }

    package init(name: SourceID, chip: String, place: Place, role: LineRole) {
        self.name = name
        self.chip = chip
        self.place = place
        self.role = role
    }
}
