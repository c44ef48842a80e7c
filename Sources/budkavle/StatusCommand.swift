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

    func run() async throws { try await Node.show(.status(isJSON: json), options.config) }
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

    func run() async throws { try await Node.show(.silence(state == .on), options.config) }
}
