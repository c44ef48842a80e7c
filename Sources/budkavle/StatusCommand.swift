import Agent
import ArgumentParser

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how a running agent fares: inputs, links, what is unsent, clock, disk."
    )

    @OptionGroup var options: ConfigOption

    @Flag(name: .long, help: "One JSON document instead of text.")
    var json = false

    func run() async throws {
        let config = try Node.config(options.config)
        guard let answer = await ControlClient.ask(.status(isJSON: json), socket: config.socket) else {
            try Failure.end("no agent answers on \(config.socket): is it running?", code: 1)
        }
        print(answer, terminator: "")
    }
}

struct SilenceCommand: AsyncParsableCommand {
    enum Switch: String, ExpressibleByArgument { case on, off }

    static let configuration = CommandConfiguration(
        commandName: "silence",
        abstract: "Radio silence: stop or allow every transmission; survives a restart."
    )

    @Argument(help: "on or off")
    var state: Switch

    @OptionGroup var options: ConfigOption

    func run() async throws {
        let config = try Node.config(options.config)
        guard let answer = await ControlClient.ask(.silence(state == .on), socket: config.socket) else {
            try Failure.end("no agent answers on \(config.socket): is it running?", code: 1)
        }
        print(answer, terminator: "")
    }
}

/// The node that a command is about.
enum Node {
    static func config(_ path: String) throws -> AgentConfig {
        do throws(ConfigFaults) {
            return try AgentConfig.load(path: path)
        } catch {
            try Failure.end(error, code: 78)
        }
    }
}
