import ArgumentParser
import Glibc

/// What a running daemon takes while nothing happens.
struct IdleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "idle",
        abstract: "Memory, threads, processor time and wake-ups of a running process."
    )

    private static let section = "idle"

    @OptionGroup var report: Report

    @Option(help: "The process to look at.")
    var pid: Int32

    @Option(help: "Its program as it is shipped, for the size.")
    var program: String

    @Option(help: "How long to look, 1 to 600.")
    var seconds = 30

    @Option(help: "What the process does meanwhile.")
    var scene = "the daemon, idle"

    func validate() throws {
        guard kill(pid, 0) == 0 else { throw ValidationError("there is no process \(pid).") }
        guard (1...600).contains(seconds) else { throw ValidationError("--seconds is 1 to 600.") }
    }

    func run() async throws {
        report.section(Self.section, "\(scene), over \(seconds) s")
        var information = stat()
        guard stat(program, &information) == 0 else { throw ValidationError("\(program) does not exist.") }
        let before = ProcessFigures(of: pid)
        let start = ContinuousClock.now
        try await Task.sleep(for: .seconds(seconds))
        let after = ProcessFigures(of: pid)
        let elapsed = (ContinuousClock.now - start) / .seconds(1)
        guard after.proportional > 0 else { throw ValidationError("process \(pid) ended.") }
        add("the daemon's program, stripped", Double(information.st_size) / 1e6, "MB", .atMost(26))
        add("the daemon's proportional set size", after.proportional * 1024 / 1e6, "MB", .atMost(20))
        add("resident set size", after.resident * 1024 / 1e6, "MB")
        add("threads", Double(after.threads), "")
        add(
            "the daemon's share of a core",
            (after.seconds - before.seconds) / elapsed * 100,
            "%",
            .atMost(0.5)
        )
        add("wake-ups", Double(after.sleeps - before.sleeps) / elapsed, "/s")
    }

    private func add(_ name: String, _ value: Double, _ unit: String, _ target: Figure.Target? = nil) {
        report.add(Self.section, Figure(name: name, value: value, unit: unit, target: target))
    }
}
