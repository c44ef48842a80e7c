import ConfigFiles

extension AgentConfig {
    /// Path of the socket that a file names, whatever else is wrong with it; the usual one where its syntax hides it. `nil` where
    /// the file cannot be read at all.
    package static func socket(path: String) -> String? {
        let file = ConfigFile(path: path)
        let log = FaultLog(folder: file.folder)
        guard let bytes = try? file.read(limit: maximumBytes) else { return nil }
        // A file that is no TOML names nothing.
        let root = try? ConfigTable(document: bytes, log: log)
        let empty = ConfigTable(name: "", line: nil, entries: [:], log: log)
        return ConfigReader(root: root ?? empty, board: nil, buses: []).agent().socket
    }
}
