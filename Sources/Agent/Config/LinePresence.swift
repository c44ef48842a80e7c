package import Hardware

/// Where a configured line is on a machine.
package enum LinePresence: Sendable, Equatable {
    /// Its chip is not there, or may not be looked at.
    case unknown
    case at(chip: String, offset: UInt32)
    /// The chip is there and the line is not.
    case absent(String)

    /// Asks the kernel of this machine. The line is looked up and not taken.
    package static func onThisMachine(_ line: LineSettings) -> LinePresence {
        do throws(GPIOError) {
            let chip = try GPIOChip.open(line.chip)
            return .at(chip: chip.name, offset: try chip.offset(of: line.place))
        } catch {
            switch error {
            case .noLine, .manyChips: return .absent(error.description)
            case .noChip, .busy, .system: return .unknown
            }
        }
    }
}
