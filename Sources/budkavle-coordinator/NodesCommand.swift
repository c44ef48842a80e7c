import ArgumentParser
import Coordinator
import Exchange
import FieldModel

struct NodesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nodes",
        abstract: "Changes which nodes may deliver, also while the coordinator runs.",
        subcommands: [Add.self, List.self, Revoke.self]
    )

    struct Add: AsyncParsableCommand {
        @Argument(help: "The node's number, 1 to 4294967295.")
        var id: UInt32

        @Argument(help: "The node's public keys: 128 hexadecimal digits.")
        var publicKey: String

        @Option(help: "How the cell calls the unit.")
        var callSign: String

        @OptionGroup var options: ConfigOption

        func validate() throws {
            guard id > 0, keys != nil else {
                throw ValidationError("expected a number and 128 hexadecimal digits")
            }
            guard !callSign.contains(where: \.isNewline) else {
                throw ValidationError("a call sign is one line")
            }
        }

        private var keys: PublicKeys? { Hex.decode(publicKey).flatMap(PublicKeys.init(bytes:)) }

        func run() async throws {
            guard let keys else { return }
            try await perform(.add(NodeID(id), keys, callSign: callSign), options)
        }
    }

    struct List: AsyncParsableCommand {
        @OptionGroup var options: ConfigOption

        func run() async throws { try await perform(.list, options) }
    }

    struct Revoke: AsyncParsableCommand {
        @Argument(help: "The node's number.")
        var id: UInt32

        @OptionGroup var options: ConfigOption

        func run() async throws { try await perform(.revoke(NodeID(id)), options) }
    }
}

private func perform(_ command: ControlCommand, _ options: ConfigOption) async throws {
    let config = try options.load()
    let answer: String
    do { answer = try await command.send(config: config) } catch { throw Failure.work("\(error)") }
    guard !answer.hasPrefix(#"{"error""#) else { throw Failure.work(answer) }
    print(answer)
}
