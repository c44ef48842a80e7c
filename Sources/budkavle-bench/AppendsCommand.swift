import ArgumentParser
import Journal

/// Durable appends through the journal, beside what the disk allows, bare SQLite and other programs.
struct AppendsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "appends",
        abstract: "Durable appends a second, one at a time and 100 in flight."
    )

    private static let section = "appends"
    private static let rounds = 5
    private static let inFlight = 100
    /// Seconds of one series.
    private static let series = 0.8

    @OptionGroup var work: WorkOption
    @OptionGroup var report: Report

    @Option(help: "Command that measures one series of another program; see scripts/lib/bench_peers.py.")
    var peers: String?

    func run() async throws { try await work.withFolder(measure) }

    private func measure(_ folder: String) async throws {
        report.section(Self.section, "durable appends: patient and stock events with their projections")
        let disk = try AppendFile(path: folder + "/append")
        let firstSync = try disk.medianSync(of: 4096, count: 100)
        var load = try await AppendLoad(in: WorkFolder(in: folder).path)
        var bare = try await AppendLoad(in: WorkFolder(in: folder).path, projector: .none)
        let walBytes = try await load.bytesPerCommit()
        guard walBytes > 0 else { throw ValidationError("the write-ahead log did not grow") }
        let message = load.meanBytes
        let row = try PlainSQLite(
            path: folder + "/plain.db",
            pageBytes: BenchJournal.pageBytes(of: load.bench.journal.settings.database),
            rowBytes: message + 40
        )
        let count = Int(min(max(Self.series / firstSync / 2, 50), 2000))
        // The faster series is made longer, so that a round takes about the same time in both.
        let commits = count / 4
        let many = commits * Self.inFlight

        var samples = Samples()
        for round in 0..<Self.rounds {
            samples.add("sync", try disk.medianSync(of: 4096, count: 50))
            samples.add("file", Double(count) / (try disk.append(of: walBytes, count: count)))
            add("single", try await load.append(count, inFlight: 1), &samples)
            samples.add("sqlite", Double(count) / (try row.insert(rows: 1, commits: count)))
            add("many", try await load.append(many, inFlight: Self.inFlight), &samples)
            add("bare many", try await bare.append(many, inFlight: Self.inFlight), &samples)
            let before = AppendLoad.processorSeconds
            let seconds = try row.insert(rows: Self.inFlight, commits: commits)
            samples.add("sqlite many", Double(many) / seconds)
            let used = AppendLoad.processorSeconds - before
            samples.add("sqlite many, processor", used / Double(many) * 1e6)
            if let peers {
                for peer in Peer.allCases {
                    for inFlight in [1, Self.inFlight] {
                        let rate = try peer.rate(
                            peers,
                            inFlight: inFlight,
                            seconds: Self.series,
                            bytes: message,
                            folder: folder
                        )
                        samples.add(peer.series(inFlight: inFlight), rate)
                    }
                }
                report.note("round \(round + 1) of \(Self.rounds)")
            }
        }
        await load.close()
        await bare.close()
        add("bytes of a canonical event", Double(message), "B")
        add("WAL bytes of one append", Double(walBytes), "B")
        show(samples)
    }

    private func add(_ name: String, _ speed: AppendLoad.Speed, _ samples: inout Samples) {
        samples.add(name, speed.rate)
        samples.add(name + ", processor", speed.processor)
    }

    private func show(_ samples: Samples) {
        // Of the same rounds and bytes: what a probe of a few milliseconds says differs on a busy disk.
        let isSlow = (samples["file"] ?? .infinity) <= 500
        add("fdatasync of a 4 KiB append", samples["sync"].map { $0 * 1e3 }, "ms")
        let singly = AppendColumn(title: "one at a time", ours: "single", samples: samples)
        add(singly.journal())
        add(
            "  processor time of an append, one at a time",
            samples["single, processor"],
            "µs",
            isHeadline: true
        )
        add(singly.beside("append + fdatasync of the same bytes", "file", .atLeast(0.8)))
        add(singly.beside("SQLite in C, same pragmas", "sqlite"))
        for peer in Peer.allCases { add(singly.beside(peer.title, peer.series(inFlight: 1))) }

        let together = AppendColumn(title: "\(Self.inFlight) in flight", ours: "many", samples: samples)
        add(together.journal(isSlow ? nil : .atLeast(50_000)))
        add(
            "  processor time of an append, 100 in flight",
            samples["many, processor"],
            "µs",
            isHeadline: true
        )
        let gain = samples.ratio("many", "single")
        add("  journal, 100 in flight / one at a time", gain, "×", isSlow ? .atLeast(25) : nil)
        add(together.beside("the same journal without projections", "bare many"))
        add("    processor time of an append", samples["bare many, processor"], "µs")
        add(together.beside("SQLite in C, same pragmas", "sqlite many"))
        add("    processor time of a row", samples["sqlite many, processor"], "µs")
        for peer in Peer.allCases {
            add(together.beside(peer.title, peer.series(inFlight: Self.inFlight)))
        }
    }

    private func add(_ figures: [Figure]) {
        for figure in figures { report.add(Self.section, figure) }
    }

    /// Adds nothing where nothing was measured.
    private func add(
        _ name: String,
        _ value: Double?,
        _ unit: String,
        _ target: Figure.Target? = nil,
        isHeadline: Bool = false
    ) {
        guard let value else { return }
        report.add(
            Self.section,
            Figure(name: name, value: value, unit: unit, target: target, isHeadline: isHeadline)
        )
    }
}
