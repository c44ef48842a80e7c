import ArgumentParser

/// Measures this machine beside references that run in the same minutes.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "budkavle-bench",
        abstract: "Measures the journal, the wire and the daemon beside their references.",
        subcommands: [
            AppendsCommand.self, TrackCommand.self, WireCommand.self, CodecCommand.self, IdleCommand.self,
            StartCommand.self, OpenCommand.self, WriteCommand.self, FillCommand.self, BarcodeCommand.self,
            GNSSCommand.self,
        ]
    )
}

/// Where measured things are written. Figures of a disk are those of the disk that holds this folder.
struct WorkOption: ParsableArguments {
    @Option(help: "An existing folder on the disk to measure; what is made in it is removed again.")
    var directory = "."

    /// Runs `body` with a new folder that is removed afterwards.
    func withFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
        let folder = try WorkFolder(in: directory)
        defer { folder.remove() }
        return try await body(folder.path)
    }
}
