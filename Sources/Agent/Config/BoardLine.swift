package import Hardware

/// One line of a board, with what its electronics allow.
package struct BoardLine: Sendable, Equatable {
    package var settings: LineSettings
    package var direction = Direction.either
    /// Connector and pin; empty when the file does not say.
    package var connector = ""

    package enum Direction: String, CaseIterable, Sendable {
        case input
        case output
        case either

        package func allows(_ role: LineRole) -> Bool {
            role == .unused || self == .either || role.isOutput == (self == .output)
        }
    }
}
