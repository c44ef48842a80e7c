import ArgumentParser
import FieldModel
import Journal
import Synchronization
import Wire

/// Durable appends through the journal, beside what the disk allows and what bare SQLite does.
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

    func run() async throws { try await work.withFolder(measure) }

    private func measure(_ folder: String) async throws {
        report.section("durable appends: patient and stock events with their projections")
        let disk = try AppendFile(path: folder + "/append")
        let firstSync = try disk.medianSync(of: 4096, count: 100)

        let bench = try await BenchJournal(in: folder)
        let bare = try await BenchJournal(in: WorkFolder(in: folder).path, projector: .none)
        _ = try await bench.journal.append([ShiftEvents.profile])
        var feed = EventFeed()
        let walBytes = try await bytesPerCommit(bench.journal, &feed)
        report.add(Self.section, Figure(name: "WAL bytes of one append", value: Double(walBytes), unit: "B"))
        let row = try PlainSQLite(path: folder + "/plain.db", rowBytes: feed.meanBytes + 40)
        let count = Int(min(max(Self.series / firstSync / 2, 50), 2000))

        var sync = [firstSync]
        var single: [Double] = []
        var file: [Double] = []
        var sqlite: [Double] = []
        var many: [Double] = []
        var bareMany: [Double] = []
        var sqliteMany: [Double] = []
        for _ in 0..<Self.rounds {
            sync.append(try disk.medianSync(of: 4096, count: 50))
            file.append(Double(count) / (try disk.append(of: walBytes, count: count)))
            single.append(try await appendSingly(bench.journal, feed.next(count)))
            sqlite.append(Double(count) / (try row.insert(rows: 1, commits: count)))
            many.append(try await appendInFlight(bench.journal, feed.next(count * Self.inFlight / 4)))
            bareMany.append(try await appendInFlight(bare.journal, feed.next(count * Self.inFlight / 4)))
            let commits = count / 4
            let seconds = try row.insert(rows: Self.inFlight, commits: commits)
            sqliteMany.append(Double(commits * Self.inFlight) / seconds)
        }
        await bench.journal.close()
        await bare.journal.close()
        show(sync, single, file, sqlite, many, bareMany, sqliteMany)
    }

    private func show(
        _ syncs: [Double],
        _ single: [Double],
        _ file: [Double],
        _ sqlite: [Double],
        _ many: [Double],
        _ bareMany: [Double],
        _ sqliteMany: [Double]
    ) {
        let median = Stopwatch.median
        func add(_ name: String, _ value: Double, _ unit: String, _ target: Figure.Target? = nil) {
            report.add(Self.section, Figure(name: name, value: value, unit: unit, target: target))
        }
        let sync = median(syncs)
        add("fdatasync of a 4 KiB append, median", sync * 1e3, "ms")
        add("journal, one at a time", median(single), "/s")
        add("  reference: append + fdatasync of the same bytes", median(file), "/s")
        add("  reference: SQLite in C, one row a commit", median(sqlite), "/s")
        add("  journal / append + fdatasync", median(single) / median(file), "×", .atLeast(0.8))
        add("  journal / SQLite in C", median(single) / median(sqlite), "×")
        let isSlow = sync >= 0.002
        add("journal, 100 in flight", median(many), "/s", isSlow ? nil : .atLeast(50_000))
        add("  the same without projections", median(bareMany), "/s")
        add("  reference: SQLite in C, 100 rows a commit", median(sqliteMany), "/s")
        add(
            "  100 in flight / one at a time",
            median(many) / median(single),
            "×",
            isSlow ? .atLeast(25) : nil
        )
    }

    /// What one append adds to the write-ahead log. Few enough, so that no checkpoint comes between.
    private func bytesPerCommit(_ journal: Journal, _ feed: inout EventFeed) async throws -> Int {
        let count = 40
        let before = try await journal.status().walBytes
        for event in feed.next(count) { _ = try await journal.append([event]) }
        let after = try await journal.status().walBytes
        guard after > before else { throw ValidationError("the write-ahead log did not grow") }
        return Int(after - before) / count
    }

    private func appendSingly(_ journal: Journal, _ events: [Event]) async throws -> Double {
        let seconds = try await Stopwatch.seconds {
            for event in events { _ = try await journal.append([event]) }
        }
        return Double(events.count) / seconds
    }

    private func appendInFlight(_ journal: Journal, _ events: [Event]) async throws -> Double {
        let seconds = try await Stopwatch.seconds {
            try await withThrowingTaskGroup(of: Void.self) { group in
                // All take from one queue, so that a patient gets out after getting in.
                let queue = EventQueue(events)
                for _ in 0..<Self.inFlight {
                    group.addTask {
                        while let event = queue.next() { _ = try await journal.append([event]) }
                    }
                }
                try await group.waitForAll()
            }
        }
        return Double(events.count) / seconds
    }
}

/// Events handed to whoever asks next.
private final class EventQueue: Sendable {
    private let events: [Event]
    private let position = Atomic(0)

    init(_ events: [Event]) { self.events = events }

    func next() -> Event? {
        let index = position.wrappingAdd(1, ordering: .relaxed).oldValue
        return index < events.count ? events[index] : nil
    }
}

/// Events that never end, made before the clock runs.
private struct EventFeed {
    private let events = ShiftEvents.mixed(count: 20_000)
    private var position = 0

    /// Bytes of a canonical event.
    var meanBytes: Int {
        let sizes = events.prefix(1000).compactMap { try? $0.canonicalBytes().count }
        return sizes.reduce(0, +) / max(sizes.count, 1)
    }

    mutating func next(_ count: Int) -> [Event] {
        defer { position += count }
        return (position..<position + count).map { events[$0 % events.count] }
    }
}
