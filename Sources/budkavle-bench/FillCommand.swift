import Agent
import ArgumentParser
import FieldModel
import Journal
import LinuxIO

/// Puts a past into a node's journal, for the tests of links that come back.
struct FillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fill",
        abstract:
            "Fills a stopped node's journal with unsent events: fixes, and now and then a round of patients."
    )

    @Option(name: .long, help: "The node's configuration file.")
    var config: String

    @Option(name: .long, help: "About how many events.")
    var events = 100_000

    @Option(name: .long, help: "After how many fixes a round of 126 patient events comes, at least 64.")
    var interval = 6400

    @Flag(name: .long, help: "Gives fixes an accuracy that nobody can foresee, so that they take room.")
    var noise = false

    func run() async throws {
        let interval = max(interval, 64)
        let config = try AgentConfig.load(path: config)
        let journal = try await Journal.open(
            JournalSettings(
                directory: config.journal.directory,
                keysDirectory: config.keyDirectory,
                node: config.nodeID,
                quota: config.journal.quota,
                retention: config.journal.retention
            ),
            key: KeyStore(directory: config.keyDirectory).journal,
            bootID: BootClock.bootID(),
            projector: .node
        )
        let drive = DriveFixes.simulated(seconds: 3600, jitter: 0...0)
        guard !drive.isEmpty else { return }
        // The past ends now and begins with this boot at the earliest.
        let end = BootClock.now() / Fix.quantum * Fix.quantum
        let step = max(1, min(Fix.quantum, end / UInt64(max(events, 1))))
        var written = 0
        while written < events {
            var chunk: [Event] = []
            for number in written..<min(written + 64, events) {
                var event = drive[number % drive.count]
                let age = UInt64(events - number) * step
                event.instant = BootInstant(boot: 0, milliseconds: end > age ? end - age : 0)
                if noise, case .fix(var fix) = event.body {
                    fix.accuracy = UInt32((UInt64(number) &* 0x9E37_79B9_7F4A_7C15) >> 45)
                    event.body = .fix(fix)
                }
                chunk.append(event)
            }
            try await journal.appendDeferred(chunk)
            written += chunk.count
            if written % interval < 64 { try await movePatients(journal, at: end) }
        }
        await journal.close()
    }

    /// Thirty-two patients on and off board, and one who stays.
    private func movePatients(_ journal: Journal, at instant: UInt64) async throws {
        var movements: [Event] = []
        for number in 1...32 {
            let actions: [PatientMovement.Action] = number == 1 ? [.embark] : [.embark, .disembark]
            for action in actions {
                let movement = PatientMovement(action: action, tag: Token(rawValue: "PAT-\(number)"))
                movements.append(
                    Event(
                        instant: BootInstant(boot: 0, milliseconds: instant),
                        source: .agent,
                        body: .patientMovement(movement)
                    )
                )
            }
        }
        _ = try await journal.append(movements)
    }
}
