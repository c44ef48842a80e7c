import ArgumentParser

/// How many bytes the disk takes for a fix.
struct TrackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "track",
        abstract: "Bytes written for each fix of a drive at 1 Hz, committed every 10 s."
    )

    private static let section = "track"
    /// Fixes that one commit holds.
    private static let each = 10
    private static let block = 4096.0

    @OptionGroup var work: WorkOption
    @OptionGroup var report: Report

    @Option(help: "How many fixes.")
    var fixes = 20_000

    func validate() throws {
        guard (1000...1_000_000).contains(fixes) else {
            throw ValidationError("--fixes is 1,000 to 1,000,000.")
        }
    }

    func run() async throws { try await work.withFolder(measure) }

    private func measure(_ parent: String) async throws {
        report.section(
            Self.section,
            "write amplification of \(fixes) fixes at 1 Hz, ten a commit, checkpoints and closing included"
        )
        let parent = try WorkFolder(in: parent)
        let journal = try WrittenFixes(
            .journal,
            fixes: fixes,
            each: Self.each,
            in: try parent.folder("journal")
        )
        let pages = try BenchJournal.pageBytes(of: parent.path + "/journal/journal.db")
        let count = Double(fixes)
        add("canonical bytes of a fix", journal.canonical / count, "B")
        add("page of the journal", Double(pages), "B")
        show("journal, ten a commit", journal, each: Self.each, isOurs: true)
        for (each, name) in [(Self.each, "ten rows a commit"), (1, "one row a commit")] {
            let folder = try parent.folder("sqlite-\(each)")
            let written = try WrittenFixes(.sqlite, fixes: fixes, each: each, in: folder)
            show("reference: SQLite in C, 4,096-byte pages, \(name)", written, each: each, isOurs: false)
        }
    }

    private func show(_ name: String, _ written: WrittenFixes, each: Int, isOurs: Bool) {
        let count = Double(fixes)
        let sealed = written.canonical + count * Double(WriteCommand.sealBytes)
        let target: Figure.Target? = isOurs ? .atMost(3) : nil
        add("\(name), handed to the kernel for a fix", written.calls / count, "B")
        add("  / its canonical bytes", written.calls / written.canonical, "×", target, isHeadline: true)
        add("  / canonical bytes sealed one by one", written.calls / sealed, "×")
        add("  blocks made dirty for a fix", written.device / count, "B", isHeadline: isOurs)
        add(
            "  / one 4,096-byte block for each commit",
            written.device / (count / Double(each) * Self.block),
            "×"
        )
        add("  / its canonical bytes", written.device / written.canonical, "×")
    }

    private func add(
        _ name: String,
        _ value: Double,
        _ unit: String,
        _ target: Figure.Target? = nil,
        isHeadline: Bool = false
    ) {
        report.add(
            Self.section,
            Figure(name: name, value: value, unit: unit, target: target, isHeadline: isHeadline)
        )
    }
}
