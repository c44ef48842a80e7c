import ArgumentParser

/// Bytes of the field in, lines of JSON out; no configuration, no journal.
struct DecodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode",
        abstract: "Decode what receivers send.",
        subcommands: [DecodeGNSSCommand.self]
    )
}
