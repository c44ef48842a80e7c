import Agent
import ArgumentParser

struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Make or show the node's keys.",
        subcommands: [Init.self, Show.self]
    )

    struct Init: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the keys of a new node; never overwrites."
        )

        @Option(name: .long, help: "The folder for the keys.")
        var directory = "/var/lib/budkavle/keys"

        func run() throws {
            FileOwner.act(for: directory)
            do throws(KeyStoreError) {
                let keys = try KeyStore.create(directory: directory)
                print(keys.publicKeyText)
            } catch {
                try Failure.end(error, code: 1)
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the public keys, for budkavle-coordinator nodes add."
        )

        @Option(name: .long, help: "The folder of the keys.")
        var directory = "/var/lib/budkavle/keys"

        func run() throws {
            do throws(KeyStoreError) {
                print(try KeyStore(directory: directory).publicKeyText)
            } catch {
                try Failure.end(error, code: 78)
            }
        }
    }
}
