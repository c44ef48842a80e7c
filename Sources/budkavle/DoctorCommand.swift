import Agent
import ArgumentParser
import FieldModel
import Glibc
import LinuxIO

extension DoctorLanguage: ExpressibleByArgument {}

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look at the whole machine and say what to do, worst first.",
        discussion: """
            Devices, permissions, receivers, scanners, keys, disk, clock, network and coordinator. A running agent is \
            asked about what it holds; stop it for a closer look at its devices. Ends with 0 when no error was \
            found, 1 when one was, 78 when the configuration cannot be read. Every finding: /usr/share/doc/budkavle/doctor.md.
            """
    )

    @OptionGroup var options: ConfigOption

    @Flag(name: .long, help: "One JSON object for each finding.")
    var json = false

    @Option(name: .long, help: "sv or en; without it the locale decides.")
    var language: DoctorLanguage?

    @Flag(name: .long, help: "Print a first configuration, made from what is plugged in.")
    var suggest = false

    @Option(name: .long, help: "With --suggest: a serial device to look at. May be given again.")
    var device: [String] = []

    @Flag(
        name: .long,
        help: "Ask for a scan with each scanner and for a hand at the lines, and wait for them."
    )
    var wait = false

    @Flag(name: .long, help: "Call the coordinator even where radio silence may be ordered.")
    var transmit = false

    @Option(name: .long, help: "The user as whom the agent runs; without it 'budkavle', where there is one.")
    var user: String?

    @Option(name: .long, help: "How long each receiver is heard, 1...60 s.")
    var seconds = 5

    @Option(name: .long, help: "Read /sys and /proc below this folder.")
    var root = ""

    func validate() throws {
        guard (1...60).contains(seconds) else { throw ValidationError("--seconds is 1...60.") }
        guard device.isEmpty || suggest else { throw ValidationError("--device goes with --suggest.") }
        if let user, DoctorUser(name: user) == nil { throw ValidationError("There is no user '\(user)'.") }
    }

    func run() async throws {
        let poller: Poller
        do { poller = try Poller() } catch { try Failure.end(error, code: 1) }
        if suggest {
            let suggestion = Suggestion(
                poller: poller,
                files: MachineFiles(root: root),
                lookTime: .seconds(seconds)
            )
            print(await suggestion.text(devices: device), terminator: "")
            return
        }
        let language = self.language ?? DoctorLanguage { getenv($0).map { String(cString: $0) } }
        let (findings, isConfigured) = await Doctor(settings(language), poller: poller).examine()
        for finding in findings {
            print(json ? finding.json(language).text : finding.text(language))
        }
        if !json { print(findings.summary(language)) }
        if !isConfigured { throw ExitCode(78) }
        if findings.contains(where: { $0.severity == .error }) { throw ExitCode(1) }
    }

    private func settings(_ language: DoctorLanguage) -> DoctorSettings {
        var settings = DoctorSettings(config: options.config)
        settings.user = DoctorUser(name: user ?? "budkavle")
        settings.root = root
        settings.lookTime = .seconds(seconds)
        settings.mayTransmit = transmit
        if wait {
            settings.scanTime = .seconds(15)
            settings.askForLines = { Standard.error(DoctorText.askForLines($0, language)) }
            settings.askForScan = { Standard.error(DoctorText.askForScan($0, language)) }
        }
        return settings
    }
}
