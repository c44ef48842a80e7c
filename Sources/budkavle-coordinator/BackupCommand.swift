import ArgumentParser
import Coordinator
import Glibc

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copies the database to one file, also while the coordinator runs."
    )

    @Argument(help: "Where the copy goes.")
    var file: String

    @Flag(help: "Overwrites a file that is there.")
    var replace = false

    @OptionGroup var options: ConfigOption

    func run() async throws {
        let config = try options.load()
        let command = ControlCommand.backup(path: Self.absolute(file), replacing: replace)
        let answer: String
        do { answer = try await command.send(config: config) } catch { throw Failure.work("\(error)") }
        guard !answer.hasPrefix(#"{"error""#) else { throw Failure.work(answer) }
        print(answer)
    }

    /// The running coordinator has another working folder.
    private static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
        defer { free(folder) }
        return String(cString: folder) + "/" + path
    }
}
