import Agent
import ArgumentParser
import ConfigFiles

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run the agent until SIGTERM; SIGHUP reloads the configuration."
    )

    @OptionGroup var options: ConfigOption

    func run() async throws {
        do throws(AgentError) {
            try await AgentService(configPath: options.config).run()
        } catch {
            try Failure.end(error, code: error.exitCode)
        }
    }
}

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Name every fault of a configuration file, with line and key."
    )

    @OptionGroup var options: ConfigOption

    func run() throws {
        do throws(ConfigFaults) {
            _ = try AgentConfig.load(path: options.config, presence: LinePresence.onThisMachine)
        } catch {
            try Failure.end(error, code: 78)
        }
        print("\(options.config): no fault found")
    }
}

/// Ends with a message on stderr and an exit code of its own.
enum Failure {
    static func end(_ reason: some CustomStringConvertible, code: Int32) throws -> Never {
        Standard.error(reason.description)
        throw ExitCode(code)
    }
}
