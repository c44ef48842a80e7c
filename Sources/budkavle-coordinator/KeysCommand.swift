import ArgumentParser
import Coordinator
import FieldModel

struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Makes a coordinator's keys.",
        subcommands: [Make.self]
    )

    struct Make: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "init",
            abstract: "Makes a root, the coordinator's keys and the signed key set for its nodes."
        )

        @Option(help: "Where the files go; nothing there is overwritten.")
        var directory: String

        @Option(help: "The coordinator's name, such as PECC-Mitt.")
        var name: String

        @Option(help: "What the coordinator receives: transport, stock and node, separated by commas.")
        var domains = "transport,stock,node"

        func run() throws {
            var chosen: Set<Domain> = []
            for word in domains.split(separator: ",") {
                guard let domain = Domain.allCases.first(where: { $0.name == word }) else {
                    throw ValidationError("\(word) is no domain; there are transport, stock and node")
                }
                chosen.insert(domain)
            }
            do {
                let root = try CoordinatorKeys.create(directory: directory, name: name, domains: chosen)
                print(root)
            } catch {
                throw Failure.work(error.description)
            }
            Failure.note(
                """
                The line on stdout is the root's public key: every node pins it. Nodes also get coordinator.keyset.
                Take \(directory)/root.key offline now; the coordinator runs without it.

                """
            )
        }
    }
}
