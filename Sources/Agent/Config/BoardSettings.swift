package import FieldModel
import Hardware

/// What a gateway has: its ports, lines and buses, as one file in `boards/` tells.
///
/// The tables and their defaults stand in `docs/configuration.md`.
package struct BoardSettings: Sendable, Equatable {
    package var name: SourceID
    /// Maker and product, for people.
    package var title: String
    /// Address or document that the values come from.
    package var source: String
    /// Path of the file.
    package var file: String
    package var ports: [BoardPort] = []
    package var lines: [BoardLine] = []
    package var buses: [BoardBus] = []

    package func port(named name: String) -> BoardPort? { ports.first { $0.name.rawValue == name } }
    package func line(named name: SourceID) -> BoardLine? { lines.first { $0.settings.name == name } }
    package func bus(named name: String) -> BoardBus? { buses.first { $0.name.rawValue == name } }
}
