import ArgumentParser
import Coordinator
import Exchange
import FieldModel

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract:
            "Puts a backup in the place of a stopped coordinator's database; the nodes send again what they keep."
    )

    @Argument(help: "A file that `backup` wrote.")
    var file: String

    @OptionGroup var options: ConfigOption

    func run() async throws {
        let config = try options.load()
        let keys: CoordinatorKeys
        do { keys = try CoordinatorKeys(directory: config.keys) } catch {
            throw Failure.config(error.description)
        }
        do {
            let (aside, life) = try await Ledger.restore(
                file,
                to: config.database,
                coordinator: keys.keySet.coordinator
            )
            let answer = JSONValue.object([
                ("ok", .bool(true)), ("incarnation", .string(Hex.encode(life.bytes))),
                ("replaced", .optional(aside)),
            ])
            print(answer.text)
        } catch {
            throw Failure.work("\(error)")
        }
    }
}
