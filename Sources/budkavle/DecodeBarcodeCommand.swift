import ArgumentParser
import Codecs
import FieldModel
import Glibc
import LinuxIO

struct DecodeBarcodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "barcode",
        abstract: "One JSON object for each scan: GS1, HIBC, ISBT 128 and PPN.",
        discussion: """
            A line of standard input is what a scanner sent, AIM id and separators included. The exit status is 1 when a scan \
            was bad.
            """
    )

    private static let pieceBytes = 65_536

    @Flag(name: .long, help: "A line is a JSON string, or an array of the strings of one item.")
    var jsonInput = false

    @Flag(
        name: .long,
        help: "GS1: also the text beside the symbol and the parts of the device identifier (UDI)."
    )
    var details = false

    @Option(name: .long, help: "YYYY-MM-DD: the day around which two-digit years are read; by default today.")
    var now: CalendarDay?

    func run() throws {
        let today = BarcodeDecoder.year(unixMilliseconds: BootClock.unix())
        var lines = BarcodeLines(
            isJSON: jsonInput,
            currentYear: now?.year ?? today,
            hasDetails: details
        )
        do throws(Errno) {
            try Self.copy(from: FileDescriptor(owning: dup(0)), through: &lines)
        } catch {
            try Failure.end("standard input or output: \(error)", code: 1)
        }
        if lines.hasFaults { throw ExitCode(1) }
    }

    /// An answer leaves as soon as the last byte of its scan is there: a live scanner may be piped through.
    private static func copy(from input: FileDescriptor, through lines: inout BarcodeLines) throws(Errno) {
        var piece = [UInt8](repeating: 0, count: pieceBytes)
        var text: [UInt8] = []
        while case let count = try input.read(into: &piece), count > 0 {
            lines.take(piece[..<count], to: &text)
            try Standard.output(&text)
        }
        lines.finish(to: &text)
        try Standard.output(&text)
    }
}

extension CalendarDay: ExpressibleByArgument {
    package init?(argument: String) { self.init(iso: argument) }
}
