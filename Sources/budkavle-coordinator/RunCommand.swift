public import ArgumentParser
import Coordinator
import FieldModel
import Glibc
import LinuxIO
public import Logging

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "run", abstract: "Runs the coordinator.")

    @OptionGroup var options: ConfigOption

    @Option(help: "A file that gets the ports as JSON once both listeners run.")
    var portFile: String?

    @Option(help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel = Logger.Level.notice

    func run() async throws {
        let config = try options.load()
        let level = logLevel
        let logger = Logger(label: "coordinator") { _ in JournaldLog(level: level) }
        let service = CoordinatorService(config: config, logger: logger)
        let notifier = ServiceNotifier.fromEnvironment()
        let portFile = portFile
        do {
            try await service.run(handlesSignals: true) { ports in
                let page = config.reading.url(port: ports.reading)
                print("\(page)/")
                fflush(nil)
                if let portFile { Self.write(ports, to: portFile) }
                notifier.status("picture at \(page)")
                notifier.ready()
            }
            notifier.stopping()
        } catch let error as StartError {
            throw error.isTransient ? Failure.work(error.description) : Failure.config(error.description)
        } catch {
            throw Failure.work("\(error)")
        }
    }

    /// Writes the file whole or not at all, so that whoever waits for it never reads half.
    private static func write(_ ports: CoordinatorService.Ports, to path: String) {
        let json = JSONValue.object([
            ("envelopes", .integer(ports.envelopes)), ("reading", .integer(ports.reading)),
        ])
        guard let file = fopen(path + ".new", "we") else { return }
        fputs(json.text + "\n", file)
        fclose(file)
        rename(path + ".new", path)
    }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}
