package import ConfigFiles
package import Journal

/// Why the agent does not run, or no longer runs.
package enum AgentError: Error, CustomStringConvertible {
    case config(ConfigFaults)
    case keys(KeyStoreError)
    /// The key set is missing, or the pinned root did not sign it.
    case keySet(String)
    case journal(JournalError)
    case system(String)

    package var description: String {
        switch self {
        case .config(let faults): "\(faults)"
        case .keys(let error): "\(error)"
        case .keySet(let reason): reason
        case .journal(let error): "\(error)"
        case .system(let reason): reason
        }
    }

    /// What the process ends with: 78 for what only a person can change, 1 for what a restart may heal.
    package var exitCode: Int32 {
        switch self {
        case .config, .keys, .keySet: 78
        case .journal(.wrongKey), .journal(.otherNode), .journal(.newerSchema), .journal(.foreign): 78
        case .journal, .system: 1
        }
    }
}
