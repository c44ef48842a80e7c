import ArgumentParser
import FieldModel
import Journal
import LinuxIO

/// What a long backlog costs at start.
struct StartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Opens a journal with many unsent events in a process of its own, beside an empty one."
    )

    private static let section = "start"
    private static let rounds = 5

    @OptionGroup var work: WorkOption
    @OptionGroup var report: Report

    @Option(help: "How many unsent events.")
    var events = 1_000_000

    func validate() throws {
        guard (1...10_000_000).contains(events) else { throw ValidationError("--events is 1 to 10,000,000.") }
    }

    func run() async throws { try await work.withFolder(measure) }

    private func measure(_ parent: String) async throws {
        report.section(Self.section, "start with \(Report.text(Double(events))) unsent events")
        let folder = try WorkFolder(in: parent)
        let (empty, full) = (try folder.folder("empty"), try folder.folder("full"))
        try await fill(empty, 1)
        let seconds = try await Stopwatch.seconds { try await fill(full, events) }
        add("making them, as track in batches", Double(events) / seconds, "/s")
        var emptyOpenings: [Opening] = []
        var fullOpenings: [Opening] = []
        for _ in 0..<Self.rounds {
            emptyOpenings.append(try Opening(of: empty))
            fullOpenings.append(try Opening(of: full))
        }
        let median = { (openings: [Opening], value: KeyPath<Opening, Double>) in
            Stopwatch.median(openings.map { $0[keyPath: value] })
        }
        add("opening an empty journal", median(emptyOpenings, \.milliseconds), "ms")
        add(
            "opening the full journal, file not cached",
            median(fullOpenings, \.milliseconds),
            "ms",
            .atMost(300)
        )
        add("  until the first 1,000 events are in hand", median(fullOpenings, \.firstBatch), "ms")
        let memory = median(fullOpenings, \.resident) - median(emptyOpenings, \.resident)
        add("resident memory of the full journal above an empty one's", memory / 1024, "MB", .atMost(4))
    }

    private func fill(_ folder: String, _ count: Int) async throws {
        let bench = try await BenchJournal(in: folder)
        let drive = DriveFixes.repeated(DriveFixes.simulated(seconds: 3600, jitter: 0...0))
        for start in stride(from: 0, to: count, by: 64) {
            try await bench.journal.appendDeferred((start..<min(start + 64, count)).map(drive))
        }
        await bench.journal.close()
    }

    private func add(_ name: String, _ value: Double, _ unit: String, _ target: Figure.Target? = nil) {
        report.add(Self.section, Figure(name: name, value: value, unit: unit, target: target))
    }
}
