import ArgumentParser

@main
struct Budkavle: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "budkavle",
        abstract: "The edge agent of medical transport and emergency stock.",
        subcommands: [
            RunCommand.self, CheckCommand.self, StatusCommand.self, DoctorCommand.self, JournalCommand.self,
            SilenceCommand.self, DecodeCommand.self, ConvertCommand.self, KeysCommand.self,
            ReceiverCommand.self, SimulateCommand.self,
        ]
    )
}

/// `--config FILE`, as every command that needs a node takes it.
struct ConfigOption: ParsableArguments {
    @Option(name: .long, help: "The node's configuration file.")
    var config = "/etc/budkavle/agent.toml"
}
