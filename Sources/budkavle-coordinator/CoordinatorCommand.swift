import ArgumentParser
import ConfigFiles
import Coordinator
import Glibc

/// The reference coordinator of Budkavle.
@main
struct CoordinatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "budkavle-coordinator",
        abstract: "Receives envelopes from Budkavle nodes and shows the common picture.",
        subcommands: [
            KeysCommand.self, RunCommand.self, NodesCommand.self, BackupCommand.self, RestoreCommand.self,
        ]
    )
}

struct ConfigOption: ParsableArguments {
    @Option(help: "The coordinator's configuration file.")
    var config: String

    func load() throws -> CoordinatorConfig {
        do { return try CoordinatorConfig(path: config) } catch { throw Failure.config(error.description) }
    }
}

/// Ends the program with a message on stderr and the code that sysexits(3) has for it.
enum Failure {
    /// 78: something in the configuration, or in what it names, must change first.
    static func config(_ message: String) -> ExitCode {
        note("budkavle-coordinator: \(message)\n")
        return ExitCode(EX_CONFIG)
    }

    /// 1: it ran, and it did not work.
    static func work(_ message: String) -> ExitCode {
        note("budkavle-coordinator: \(message)\n")
        return ExitCode(1)
    }

    /// Says something on stderr.
    static func note(_ text: String) {
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
