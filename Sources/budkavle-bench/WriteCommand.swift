import ArgumentParser
import FieldModel
import Journal
import Wire

/// Writes fixes one way and says what that wrote; `track` runs it in a process of its own.
struct WriteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write",
        abstract: "Writes fixes and prints bytes to the disk, bytes handed over, canonical bytes.",
        shouldDisplay: false
    )

    enum Way: String, ExpressibleByArgument {
        case journal, sqlite
    }

    @Argument var way: Way
    @Argument(help: "An empty folder.") var folder: String
    @Option var fixes: Int
    /// Fixes a commit.
    @Option var each: Int
    /// Of SQLite alone.
    @Option var pageBytes = 4096

    func validate() throws {
        guard fixes > 0, (1...64).contains(each) else { throw ValidationError("nothing to write") }
    }

    func run() async throws {
        let hour = DriveFixes.repeated(DriveFixes.simulated(seconds: 3600, jitter: 0...0))
        let events = (0..<fixes).map(hour)
        let canonical = try events.reduce(0) { $0 + (try $1.canonicalBytes().count) }
        let (before, after) =
            switch way {
            case .journal: try await journal(events)
            case .sqlite: try sqlite(rowBytes: canonical / fixes + Self.sealBytes)
            }
        guard let before, let after else { throw ValidationError("/proc/self/io cannot be read") }
        print(after.device - before.device, after.calls - before.calls, canonical)
    }

    /// A nonce and a tag.
    static let sealBytes = 28

    /// One by one as the receiver makes them, a commit whenever the commit interval would bring one.
    private func journal(_ events: [Event]) async throws -> (WrittenBytes?, WrittenBytes?) {
        let bench = try await BenchJournal(in: folder)
        let before = WrittenBytes.now()
        for start in stride(from: 0, to: fixes, by: each) {
            for event in events[start..<min(start + each, fixes)] {
                try await bench.journal.appendDeferred([event])
            }
            // Whoever asks is answered after everything that waits is committed.
            _ = try await bench.journal.status()
        }
        await bench.journal.close()
        return (before, .now())
    }

    private func sqlite(rowBytes: Int) throws -> (WrittenBytes?, WrittenBytes?) {
        let row = try PlainSQLite(path: folder + "/plain.db", pageBytes: pageBytes, rowBytes: rowBytes)
        let before = WrittenBytes.now()
        _ = try row.insert(rows: each, commits: fixes / each)
        row.close()
        return (before, .now())
    }
}

/// What `write` printed.
struct WrittenFixes {
    /// Bytes of pages made dirty.
    let device: Double
    /// Bytes handed to write calls.
    let calls: Double
    /// The events themselves.
    let canonical: Double

    init(_ way: WriteCommand.Way, fixes: Int, each: Int, pageBytes: Int = 4096, in folder: String) throws {
        let options = "--fixes \(fixes) --each \(each) --page-bytes \(pageBytes)"
        let answer = try Shell.own("write \(way.rawValue) \(Shell.quoted(folder)) \(options)")
        let words = (answer ?? "").split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
        guard words.count == 3 else { throw ValidationError("fixes could not be written to \(folder)") }
        device = words[0]
        calls = words[1]
        canonical = words[2]
    }
}
