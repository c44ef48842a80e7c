import ArgumentParser
import CAllocations
import Codecs
import Glibc

/// How fast one core reads what receivers send, and how much memory that takes, beside gpsd's decoder.
struct GNSSCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gnss",
        abstract: "Sentences and UBX frames a second and heap allocations, one core."
    )

    private static let section = "gnss"
    /// Series of each; what counts is the median.
    private static let rounds = 5
    /// Bytes of a series in memory.
    private static let seriesBytes = 24 << 20
    /// Bytes that programs read: gpsdecode takes seconds for so many.
    private static let comparedBytes = 8 << 20
    private static let longBytes = 200 << 20
    private static let pieceBytes = 4_096

    @Option(help: "What a receiver sent, NMEA or UBX. May be given again.")
    var recording: [String] = []
    @Option(help: "The agent's program, for `decode gnss`.")
    var program: String?
    @Option(help: "gpsd's decoder; without it there is no comparison.")
    var peer: String?
    @OptionGroup var work: WorkOption
    @OptionGroup var report: Report

    func run() async throws { try await work.withFolder(measure) }

    private func measure(_ folder: String) async throws {
        report.section(Self.section, "receivers, one core, a second of processor time")
        let samples = try ReceiverSample.recorded(recording) + ReceiverSample.simulated()
        if samples.count < 4 { report.note("no recordings: the simulated drive alone") }
        for sample in samples { measure(sample) }
        guard let program else { return report.note("no program: decode gnss is not measured") }
        for sample in samples { try compare(sample, program, folder) }
        if peer == nil { report.note("gpsdecode is not there: gpsd-clients of Debian has it") }
        for sample in samples.prefix(2) { try fill(sample, program, folder) }
    }

    /// The decoder alone, in memory.
    private func measure(_ sample: ReceiverSample) {
        var decoder = GNSSDecoder()
        _ = Self.decode(sample.bytes, &decoder)
        let (positions, allocations) = Self.decode(sample.bytes, &decoder)
        let repetitions = sample.repetitions(reaching: Self.seriesBytes)
        let rates = (0..<Self.rounds).map { _ in
            let start = Self.processorSeconds()
            for _ in 0..<repetitions { _ = Self.decode(sample.bytes, &decoder) }
            return Double(repetitions * sample.frames) / (Self.processorSeconds() - start)
        }
        let rate = Stopwatch.median(rates)
        add("\(sample.name): \(sample.unit)", rate, "/s", sample.unit == "sentences" ? .atLeast(1e6) : nil)
        add("  positions in \(Report.text(Double(sample.frames))) of them", Double(positions), "")
        add("  megabytes", rate * Double(sample.bytes.count) / Double(sample.frames) / 1e6, "/s")
        add("  heap allocations in 1,000", Double(allocations) * 1_000 / Double(sample.frames), "")
    }

    /// How many positions came out, and how often that asked for memory. Never inlined, lest the caller's own work moves in between.
    @inline(never)
    private static func decode(
        _ bytes: [UInt8],
        _ decoder: inout GNSSDecoder
    ) -> (positions: Int, allocations: UInt) {
        let before = allocations_count()
        var positions = 0
        var start = 0
        while start < bytes.count {
            start += decoder.push(
                bytes.span.extracting(start..<min(start + pieceBytes, bytes.count))
            )
            while let outcome = decoder.next() {
                if case .position = outcome { positions += 1 }
            }
        }
        return (positions, allocations_count() - before)
    }

    /// Both programs on the same file in turns, from its bytes to JSON.
    private func compare(_ sample: ReceiverSample, _ program: String, _ folder: String) throws {
        let repetitions = sample.repetitions(reaching: Self.comparedBytes)
        let file = try write(sample, repetitions, folder)
        let frames = Double(repetitions * sample.frames)
        var (ours, theirs): ([Double], [Double]) = ([], [])
        for _ in 0..<Self.rounds {
            ours.append(frames / (try ProgramRun(program, ["decode", "gnss"], reading: file).seconds))
            if let peer { theirs.append(frames / (try ProgramRun(peer, reading: file).seconds)) }
        }
        add("\(sample.name), decode gnss: \(sample.unit) to JSON", Stopwatch.median(ours), "/s")
        guard !theirs.isEmpty else { return }
        add("  the same through gpsdecode", Stopwatch.median(theirs), "/s")
        add("  decode gnss ÷ gpsdecode", Stopwatch.median(zip(ours, theirs).map { $0 / $1 }), "×")
    }

    /// Whether memory grows with the stream.
    private func fill(_ sample: ReceiverSample, _ program: String, _ folder: String) throws {
        let peaks = try [Self.comparedBytes, Self.longBytes].map { size in
            let file = try write(sample, sample.repetitions(reaching: size), folder)
            return try ProgramRun(program, ["decode", "gnss"], reading: file).peak / 1_024
        }
        add("\(sample.name), decode gnss of 200 MB: peak memory", peaks[1], "MB")
        add("\(sample.name), peak above that of 8 MB", peaks[1] - peaks[0], "MB", .atMost(1))
    }

    /// Writes the one file that there is at a time.
    private func write(_ sample: ReceiverSample, _ repetitions: Int, _ folder: String) throws -> String {
        let path = "\(folder)/stream"
        guard let file = fopen(path, "we") else { throw ValidationError("\(path) cannot be written") }
        var isWritten = true
        for _ in 0..<repetitions {
            let count = fwrite(sample.bytes, 1, sample.bytes.count, file)
            isWritten = isWritten && count == sample.bytes.count
        }
        guard fclose(file) == 0, isWritten else { throw ValidationError("\(path) cannot be written") }
        return path
    }

    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private func add(_ name: String, _ value: Double, _ unit: String, _ target: Figure.Target? = nil) {
        report.add(Self.section, Figure(name: name, value: value, unit: unit, target: target))
    }
}
