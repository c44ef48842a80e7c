import ArgumentParser
import CAllocations
import Codecs

/// How fast one core reads GS1 scans with full validation, beside biip in turns.
struct BarcodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "barcode",
        abstract: "Barcodes read a second and heap allocations each, one core."
    )

    private static let section = "barcode"
    /// Series of either program; what counts is the median.
    private static let rounds = 5

    /// What is scanned in a store and an ambulance.
    private static let labels: [(name: String, scan: String)] = [
        ("medicine pack", "]d2010735003540001017270331" + "10B12A\u{1D}21SN0001"),
        ("device label", "]d20107350035400010112501011730010110LOT-9/A\u{1D}240REF.123"),
        ("pallet label", "]C10037350035400000001102073500354000103724\u{1D}10L1"),
        ("shelf", "]d24147350035400010254A12-03"),
        ("expiry with time", "]d2010735003540001070032703311530"),
        ("Digital Link", "]Q1https://id.gs1.org/01/07350035400010/10/L1/21/S1?17=270331"),
        ("EAN-13", "]E07046260123458"),
    ]

    @Option(help: "A Python that has biip; without it there is no comparison.")
    var peer: String?
    @OptionGroup var report: Report

    func run() throws {
        report.section(Self.section, "barcodes, full validation, one core")
        let reader = GS1Reader(currentYear: 2026)
        var reading = BarcodeReading(system: .gs1)
        var ours: [[Double]] = []
        for label in Self.labels {
            let scan = Array(label.scan.utf8)
            try reader.read(scan.span, into: &reading)
            let count = try Self.allocations(reader, scan, &reading)
            add("\(label.name): heap allocations in 1,000", Double(count), "", .atMost(0))
            ours.append([])
        }
        var ratios = [[Double]](repeating: [], count: Self.labels.count)
        for _ in 0..<Self.rounds {
            let theirs = try peerRates()
            for (index, label) in Self.labels.enumerated() {
                let scan = Array(label.scan.utf8)
                let rate = try Stopwatch.rate { try reader.read(scan.span, into: &reading) }
                ours[index].append(rate)
                if let theirs { ratios[index].append(rate / theirs[index]) }
            }
        }
        for (index, label) in Self.labels.enumerated() {
            add(label.name, Stopwatch.median(ours[index]), "/s")
            if !ratios[index].isEmpty {
                add("\(label.name) ÷ biip", Stopwatch.median(ratios[index]), "×", .atLeast(400))
            }
        }
        if peer == nil || ratios[0].isEmpty { report.note("biip is not there: scripts/setup installs it") }
    }

    /// How often 1,000 readings ask for memory. Never inlined, lest the caller's own work moves in between.
    @inline(never)
    private static func allocations(
        _ reader: GS1Reader,
        _ scan: [UInt8],
        _ reading: inout BarcodeReading
    ) throws -> UInt {
        let before = allocations_count()
        for _ in 0..<1_000 { try reader.read(scan.span, into: &reading) }
        return allocations_count() - before
    }

    /// Scans a second of each label through biip, in the order of the labels; `nil` where it is absent.
    private func peerRates() throws -> [Double]? {
        guard let peer, Shell.output("\(Shell.quoted(peer)) -c 'import biip' 2>/dev/null") != nil else {
            return nil
        }
        let scans = Self.labels.map { Shell.quoted($0.scan) }.joined(separator: " ")
        let command = "\(Shell.quoted(peer)) -B scripts/lib/bench_biip.py \(scans)"
        guard let answer = Shell.output(command) else { throw ValidationError("biip could not be measured") }
        let rates = answer.split(separator: "\n").compactMap { Double($0) }
        guard rates.count == Self.labels.count else { throw ValidationError("biip could not be measured") }
        return rates
    }

    private func add(_ name: String, _ value: Double, _ unit: String, _ target: Figure.Target? = nil) {
        report.add(Self.section, Figure(name: name, value: value, unit: unit, target: target))
    }
}
