import ArgumentParser
import FieldModel
import Glibc
import Journal

/// Opens a journal once and says what that took; `start` runs it in a process of its own.
struct OpenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "Opens one journal and prints milliseconds, milliseconds to the first batch, and kB.",
        shouldDisplay: false
    )

    @Argument(help: "The journal's folder.")
    var folder: String

    func run() async throws {
        let settings = BenchJournal.settings(in: folder)
        forget(settings.database)
        let start = ContinuousClock.now
        let bench = try await BenchJournal(in: folder)
        let opened = ContinuousClock.now
        let resident = ProcessFigures(of: getpid()).resident
        _ = try await bench.journal.status()
        _ = try await bench.journal.unsent(UnsentQuery(stream: .track, events: 1000, bytes: 1 << 20))
        let ready = ContinuousClock.now
        print((opened - start) / .milliseconds(1), (ready - start) / .milliseconds(1), resident)
        await bench.journal.close()
    }

    /// Lets the kernel drop the file's pages, as after a power cut.
    private func forget(_ path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
        close(descriptor)
    }
}

/// What `open` printed.
struct Opening {
    let milliseconds: Double
    let firstBatch: Double
    /// Kilobytes.
    let resident: Double

    init(of folder: String) throws {
        let answer = try Shell.own("open \(Shell.quoted(folder))")
        let words = (answer ?? "").split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
        guard words.count == 3 else { throw ValidationError("\(folder) could not be opened") }
        milliseconds = words[0]
        firstBatch = words[1]
        resident = words[2]
    }
}
