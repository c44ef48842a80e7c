import ArgumentParser
import Exchange
import FieldModel
import Journal
import Simulator

/// Sealed and signed bytes on the wire, beside the same hour as JSON.
struct WireCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wire",
        abstract: "Bytes on the wire per fix and per stock line, in a bundle of one hour."
    )

    private static let section = "wire"

    @OptionGroup var work: WorkOption
    @OptionGroup var report: Report

    @Option(help: "NMEA recording of a real receiver on the move. May be given again.")
    var recording: [String] = []

    func run() async throws { try await work.withFolder(measure) }

    private func measure(_ folder: String) async throws {
        report.section(Self.section, "bytes on the wire, sealed and signed, bundle of one hour")
        let hour = 3600
        let drive = DriveFixes.simulated(seconds: hour, jitter: 0...0)
        try await track("simulated drive, 1 Hz", drive, folder, .atMost(4))
        let tenth = DriveFixes.thinned(drive, to: 10_000)
        try await track("simulated drive, 0.1 Hz", tenth, folder, .atMost(7))
        let late = DriveFixes.simulated(seconds: hour, jitter: 0...60)
        try await track("simulated drive, 1 Hz, arrival 0 to 60 ms late", late, folder, .atMost(4))
        try await stock(folder)
        for path in recording {
            let fixes = try DriveFixes.recorded(path)
            let name = path.split(separator: "/").last.map(String.init) ?? path
            try await recorded("\(name), 1 Hz", DriveFixes.thinned(fixes, to: 1000), folder, .atMost(4))
            try await recorded("\(name), 0.1 Hz", DriveFixes.thinned(fixes, to: 10_000), folder, .atMost(7))
        }
    }

    private func track(
        _ name: String,
        _ fixes: [Event],
        _ folder: String,
        _ target: Figure.Target
    ) async throws {
        let (events, sealed) = try await sealed(fixes, .transport, folder)
        show("\(name): \(events.count) fixes, each", sealed, events, target)
    }

    /// A recording is shorter than an hour. What its fixes take is measured; the envelope around them is shared by as many as an
    /// hour would hold.
    private func recorded(
        _ name: String,
        _ fixes: [Event],
        _ folder: String,
        _ target: Figure.Target
    ) async throws {
        guard let first = fixes.first, let last = fixes.last, fixes.count > 5 else { return }
        let (events, sealed) = try await sealed(fixes, .transport, folder)
        let (_, smallest) = try await self.sealed([first], .transport, folder)
        let seconds = Double(last.instant.milliseconds - first.instant.milliseconds) / 1000
        let own = Double(sealed - smallest) / Double(events.count - 1)
        let hourly = Double(events.count - 1) * 3600 / seconds
        let figure = Figure(
            name: "\(name): \(events.count) fixes in \(Int(seconds)) s, as of an hour, each",
            value: own + Double(smallest) / hourly,
            unit: "B",
            target: target
        )
        report.add(Self.section, figure)
    }

    private func stock(_ folder: String) async throws {
        var shift = ShiftEvents(.warehouse, seed: 3)
        var movements: [Event] = []
        while shift.seconds < 3600 { movements += shift.next() }
        let (events, sealed) = try await sealed(movements, .stock, folder)
        show("stock, simulated shift: \(events.count) lines, each", sealed, events, nil)
    }

    private func show(_ name: String, _ sealed: Int, _ events: [StoredEvent], _ target: Figure.Target?) {
        let count = Double(events.count)
        func add(_ name: String, _ bytes: Int, _ target: Figure.Target? = nil) {
            let figure = Figure(name: name, value: Double(bytes) / count, unit: "B", target: target)
            report.add(Self.section, figure)
        }
        let lines = events.flatMap { Array((EventLine.text(of: $0) + "\n").utf8) }
        add(name, sealed, target)
        add("  canonical events", events.reduce(0) { $0 + $1.bytes.count })
        add("  reference: JSON lines", lines.count)
        add("  reference: JSON lines, zstd", Compression.pack(lines).count)
        if let deflated = Shell.gzip(lines) { add("  reference: JSON lines, gzip -9", deflated) }
    }

    /// The events as a journal holds them, and the bytes of their envelope.
    private func sealed(
        _ events: [Event],
        _ domain: Domain,
        _ parent: String
    ) async throws -> ([StoredEvent], Int) {
        let folder = try WorkFolder(in: parent)
        defer { folder.remove() }
        let bench = try await BenchJournal(in: folder.path)
        for event in events {
            if event.body.stream?.isDeferrable == true {
                try await bench.journal.appendDeferred([event])
            } else {
                _ = try await bench.journal.append([event])
            }
        }
        let stored = try await bench.events(of: domain == .stock ? .stock : .track)
        let content = try await bench.bundle(stored, domain).encoded()
        await bench.journal.close()
        let envelope = try Envelope.seal(
            content,
            kind: .bundle,
            domain: domain,
            node: BenchJournal.node,
            from: PrivateKeys(),
            to: PrivateKeys().publicKeys
        )
        return (stored, envelope.count)
    }
}
