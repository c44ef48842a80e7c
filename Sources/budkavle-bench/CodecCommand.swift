import ArgumentParser
import Exchange
import FieldModel
import Journal
import Wire

/// How fast one core turns events into bytes and back.
struct CodecCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "codec",
        abstract: "Canonical bytes, bundles and envelopes a second, one core."
    )

    private static let section = "codec"

    @OptionGroup var work: WorkOption
    @OptionGroup var report: Report

    func run() async throws { try await work.withFolder(measure) }

    private func measure(_ folder: String) async throws {
        report.section(Self.section, "codecs, one core")
        let fixes = DriveFixes.simulated(seconds: 3600, jitter: 0...0)
        try canonical("fix", fixes)
        try canonical("patient and stock event", ShiftEvents.mixed(count: 1000))

        let bench = try await BenchJournal(in: folder)
        for fix in fixes { try await bench.journal.appendDeferred([fix]) }
        let bundle = try await bench.bundle(bench.events(of: .track), .transport)
        await bench.journal.close()
        try self.bundle(bundle)
    }

    private func canonical(_ name: String, _ events: [Event]) throws {
        var next = 0
        let encoding = try Stopwatch.rate {
            _ = try events[next].canonicalBytes()
            next = next + 1 == events.count ? 0 : next + 1
        }
        let bytes = try events.map { try $0.canonicalBytes() }
        next = 0
        let decoding = try Stopwatch.rate {
            _ = try Event(canonicalBytes: bytes[next])
            next = next + 1 == bytes.count ? 0 : next + 1
        }
        add("\(name) to canonical bytes", encoding, "/s")
        add("\(name) from canonical bytes", decoding, "/s")
    }

    private func bundle(_ bundle: Bundle) throws {
        let content = try bundle.encoded()
        let count = Double(bundle.events.count)
        add(
            "events to a bundle of 3,600 fixes",
            try Stopwatch.rate { _ = try bundle.encoded() } * count,
            "/s"
        )
        let decoding = try Stopwatch.rate {
            _ = try Bundle(content, node: BenchJournal.node, domain: .transport)
        }
        add("events from a bundle of 3,600 fixes", decoding * count, "/s")

        let sender = PrivateKeys()
        let recipient = PrivateKeys()
        let header = EnvelopeHeader(
            kind: .bundle,
            domain: .transport,
            node: BenchJournal.node,
            sender: sender.publicKeys.signingID,
            recipient: recipient.publicKeys.agreementID
        )
        func seal() throws -> [UInt8] {
            try Envelope.seal(
                content,
                kind: .bundle,
                domain: .transport,
                node: BenchJournal.node,
                from: sender,
                to: recipient.publicKeys
            )
        }
        let envelope = try seal()
        add("envelopes of that bundle sealed and signed", try Stopwatch.rate { _ = try seal() }, "/s")
        let opening = try Stopwatch.rate {
            _ = try Envelope.open(envelope, expecting: header, from: sender.publicKeys, with: recipient)
        }
        add("envelopes of that bundle checked and opened", opening, "/s")
    }

    private func add(_ name: String, _ value: Double, _ unit: String) {
        report.add(Self.section, Figure(name: name, value: value, unit: unit))
    }
}
