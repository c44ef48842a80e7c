import ConfigFiles
import Glibc
import Hardware
import TestKit

@testable import Agent

/// A folder on disk with one configuration and the files that it names.
final class ConfigFolder {
    private let folder: TemporaryFolder
    var path: String { folder.path }
    var file: String { "\(path)/agent.toml" }

    init() throws {
        folder = try TemporaryFolder()
        for name in ["coordinator.keys", "client.pem", "client.key", "ca.pem"] { try write("-", to: name) }
    }

    func write(_ bytes: some Sequence<UInt8>, to name: String) throws { try folder.write(bytes, to: name) }

    /// Puts a file of the repository beside the configuration.
    func copy(_ source: String, to name: String) throws {
        try write(ConfigFile(path: source).read(limit: AgentConfig.maximumBytes), to: name)
    }

    func write(_ text: String, to name: String) throws { try write(text.utf8, to: name) }

    /// Loads a text as the folder's configuration.
    func load(_ text: String) throws -> AgentConfig {
        try write(text, to: "agent.toml")
        return try AgentConfig.load(path: file)
    }

    /// What is wrong with a text; empty when nothing is.
    func faults(_ text: String) throws -> [ConfigFault] {
        try write(text, to: "agent.toml")
        return faults()
    }

    /// What is wrong with the file as it stands, on a machine with these lines.
    func faults(on presence: ((LineSettings) -> LinePresence)? = nil) -> [ConfigFault] {
        do throws(ConfigFaults) {
            _ = try AgentConfig.load(path: file, presence: presence)
            return []
        } catch {
            return error.faults
        }
    }
}

/// A sound node without inputs and links, three lines long, to which a test adds tables.
let soundNode = "[node]\nid = 7\ncall_sign = \"3390-1010\"\nkind = \"vehicle\"\n"

/// A sound coordinator, three lines long.
let soundCoordinator = """
    [coordinator]
    root = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    key_set = "coordinator.keys"

    """
