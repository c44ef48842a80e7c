extension AgentConfig {
    /// One part of the configuration, the unit in which a running agent takes over changes.
    package enum Part: String, CaseIterable, Sendable {
        case nodeID = "node.id"
        /// The unit profile and the default label.
        case unit = "node"
        case stock
        case keys
        case journal
        case board
        case lines = "line"
        case buses = "bus"
        case inputs = "input"
        case probes = "probe"
        case position
        case coordinator
        case links = "link"
        case socket = "agent.socket"
        case logLevel = "agent.log_level"

        /// Whether a running agent takes the change over; otherwise it needs a restart.
        package var isReloadable: Bool {
            switch self {
            case .unit, .stock, .board, .lines, .buses, .inputs, .probes, .position, .links, .logLevel: true
            case .nodeID, .keys, .journal, .coordinator, .socket: false
            }
        }
    }

    /// The parts in which two configurations differ, in the order of the file.
    package func difference(to other: AgentConfig) -> [Part] {
        Part.allCases.filter { part in
            switch part {
            case .nodeID: nodeID != other.nodeID
            case .unit: profile != other.profile || label != other.label
            case .stock: stock != other.stock
            case .keys: keyDirectory != other.keyDirectory
            case .journal: journal != other.journal
            case .board: board != other.board
            case .lines: lines != other.lines
            case .buses: buses != other.buses
            case .inputs: inputs != other.inputs
            case .probes: probes != other.probes
            case .position: position != other.position
            case .coordinator: coordinator != other.coordinator
            case .links: links != other.links
            case .socket: socket != other.socket
            case .logLevel: logLevel != other.logLevel
            }
        }
    }

    /// This configuration with every reloadable part of a newer one; the other parts wait for a restart.
    package func taking(_ newer: AgentConfig) -> AgentConfig {
        var result = newer
        result.nodeID = nodeID
        result.keyDirectory = keyDirectory
        result.journal = journal
        result.coordinator = coordinator
        result.socket = socket
        return result
    }
}
