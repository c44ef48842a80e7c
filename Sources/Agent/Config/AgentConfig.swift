package import FieldModel
package import Hardware
import Journal
package import Logging

/// Everything that a node's configuration file says, checked and with its defaults filled in.
///
/// The tables and their defaults stand in `docs/configuration.md`.
package struct AgentConfig: Sendable, Equatable {
    package var nodeID: NodeID
    package var profile: UnitProfile
    /// The label of every event that says nothing else.
    package var label: InformationLabel
    /// Where a scanner's goods are when no scan has told.
    package var stock: StockLocation
    /// Folder of the node's private keys.
    package var keyDirectory: String
    package var journal: JournalPlace
    package var inputs: [InputSettings]
    /// `nil` only when there are no links.
    package var coordinator: CoordinatorSettings?
    package var links: [LinkSettings]
    /// Path of the Unix socket that answers `budkavle status`.
    package var socket: String
    package var logLevel: Logger.Level
    package var position = PositionSettings()
    /// The gateway that the node runs on, when the file names one.
    package var board: BoardSettings?
    /// The board's lines and the node's own, with their roles.
    package var lines: [LineSettings] = []
    /// The Modbus lines.
    package var buses: [BusSettings] = []
    /// What is watched on them.
    package var probes: [ProbeLine] = []
}

/// Where the journal lives, and how long it may wait.
package struct JournalPlace: Sendable, Equatable {
    package var directory: String
    /// How late track and climate may be committed, 0.1...10 s. Everything else is committed at once.
    package var commitInterval: Duration
    /// Bytes that the journal may take, log and ballast included; at least 16 MiB.
    package var quota: Int64 = JournalSettings.defaultQuota
    /// How long delivered events stay.
    package var retention: Duration = JournalSettings.defaultRetention
}

/// Whom this node seals for.
package struct CoordinatorSettings: Sendable, Equatable {
    /// The pinned Ed25519 public key, 32 bytes, that must have signed the key set.
    package var root: [UInt8]
    /// Path of the signed key set.
    package var keySet: String
}
