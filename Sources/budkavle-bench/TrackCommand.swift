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
            "bytes written for each of \(Report.text(Double(fixes))) fixes, checkpoints and closing included"
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
        add("canonical bytes of a fix", journal.canonical / count)
        add("page of the journal", Double(pages))
        show("journal, 10 a commit", journal, each: Self.each, isOurs: true)
        for each in [Self.each, 1] {
            let folder = try parent.folder("sqlite-\(each)")
            let written = try WrittenFixes(.sqlite, fixes: fixes, each: each, in: folder)
            show("SQLite in C, \(each) a commit", written, each: each, isOurs: false)
        }
    }

    private func show(_ name: String, _ written: WrittenFixes, each: Int, isOurs: Bool) {
        let count = Double(fixes)
        let sealed = written.canonical + count * Double(WriteCommand.sealBytes)
        let floor = count / Double(each) * Self.block
        func add(
            _ column: String,
            _ value: Double,
            _ unit: String,
            _ label: String = "",
            _ target: Figure.Target? = nil
        ) {
            let indent = label.isEmpty ? "" : "  "
            var figure = Figure(
                name: "\(indent)\(name): \(column)\(label)",
                value: value,
                unit: unit,
                target: target
            )
            figure.cell = Figure.Cell(row: name, column: column, label: label.isEmpty ? "" : label + " ")
            report.add(Self.section, figure)
        }
        add("bytes handed to the kernel", written.calls / count, "B")
        let target: Figure.Target? = isOurs ? .atMost(3) : nil
        add("bytes handed to the kernel", written.calls / written.canonical, "×", " / canonical", target)
        add("bytes handed to the kernel", written.calls / sealed, "×", " / each sealed alone")
        add("blocks written", written.device / count, "B")
        add("blocks written", written.device / written.canonical, "×", " / canonical")
        add("blocks written", written.device / floor, "×", " / one block a commit")
    }

    private func add(_ name: String, _ value: Double) {
        report.add(Self.section, Figure(name: name, value: value, unit: "B"))
    }
}
