import ArgumentParser
import Codecs
import Glibc
import LinuxIO

struct DecodeGNSSCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gnss",
        abstract: "One JSON object for each navigation epoch with a position."
    )

    private static let pieceBytes = 65_536

    @Option(name: .long, help: "auto, nmea, ubx or gpsd")
    var format = GNSSFormat.auto

    @Flag(name: .long, help: "Show every sentence and frame: what it tells, or why it was refused.")
    var explain = false

    @Argument(help: "A recording; without it, standard input.", completion: .file())
    var file: String?

    func run() throws {
        var listing = GNSSListing(format: format, explains: explain)
        do throws(Errno) {
            let input = try file.map { path throws(Errno) in
                try FileDescriptor(opening: path, flags: O_RDONLY)
            }
            try Self.copy(from: input ?? FileDescriptor(owning: dup(0)), through: &listing)
        } catch {
            try Failure.end("\(file ?? "standard input"): \(error)", code: 64)
        }
        let counts = listing.counts
        if counts.damaged > 0 || counts.garbage > 0 || counts.unsupported > 0 {
            Standard.error(
                """
                \(counts.epochs) epochs from \(counts.sound) sound frames; \(counts.damaged) damaged, \
                \(counts.unsupported) of kinds that are not read, \(counts.garbage) bytes of no frame
                """
            )
        }
        if counts.damaged > 0 || counts.sound == 0 { throw ExitCode(1) }
    }

    /// A line leaves as soon as its last byte is there: a live receiver may be piped through.
    private static func copy(from input: FileDescriptor, through listing: inout GNSSListing) throws(Errno) {
        var piece = [UInt8](repeating: 0, count: pieceBytes)
        var text: [UInt8] = []
        while case let count = try input.read(into: &piece), count > 0 {
            listing.push(piece.span.extracting(0..<count), to: &text)
            try Standard.output(&text)
        }
        listing.finish(to: &text)
        try Standard.output(&text)
    }
}

extension GNSSFormat: ExpressibleByArgument {}
