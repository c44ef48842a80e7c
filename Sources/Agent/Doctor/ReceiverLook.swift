import Codecs
import FieldModel
import Glibc
import LinuxIO

/// A look at what a receiver sends, and at which baud rate.
struct ReceiverLook: Sendable {
    /// The most bytes that one look takes.
    private static let mostBytes = 1 << 20
    /// How long each other baud rate is tried: three sentences of a receiver that says one a second, of which two are needed.
    private static let trial = Duration.milliseconds(3_200)
    /// Tried in this order: what receivers and modems are shipped with comes first.
    static let usualRates: [SerialSettings.Baud] = [
        .b9600, .b38400, .b115200, .b4800, .b57600, .b19200, .b230400, .b460800, .b921600,
    ]

    let poller: Poller
    let time: Duration

    /// What came in the time.
    struct Heard: Sendable {
        var bytes = 0
        var counts = GNSSListing.Counts()

        /// Whether these bytes are a receiver's language: a checksum that fits by chance is rare, two are not met.
        var isLanguage: Bool { counts.sound >= 2 }
    }

    enum Verdict: Sendable, Equatable {
        case silent
        case garbled(bytes: Int)
        case speaks(baud: SerialSettings.Baud, epochs: Int, sound: Int, damaged: Int)
    }

    /// Listens on a serial line, at other rates too where what comes is no language.
    ///
    /// - Throws: why the line cannot be opened or read.
    func look(_ path: String, _ settings: SerialSettings) async throws(Errno) -> Verdict {
        let first = try await listen(path, settings, for: time)
        if first.isLanguage { return speaks(settings.baud, first) }
        guard first.bytes > 0 else { return .silent }
        for rate in Self.usualRates where rate != settings.baud {
            var other = settings
            other.baud = rate
            let heard = try await listen(path, other, for: Self.trial)
            if heard.isLanguage { return speaks(rate, heard) }
        }
        return .garbled(bytes: first.bytes)
    }

    private func speaks(_ baud: SerialSettings.Baud, _ heard: Heard) -> Verdict {
        let counts = heard.counts
        return .speaks(baud: baud, epochs: counts.epochs, sound: counts.sound, damaged: counts.damaged)
    }

    private func listen(
        _ path: String,
        _ settings: SerialSettings,
        for time: Duration
    ) async throws(Errno) -> Heard {
        let port = try SerialPort(opening: path, settings: settings)
        // What came at another rate or before anybody looked says nothing of this one.
        tcflush(port.descriptor.rawValue, TCIFLUSH)
        do throws(StreamError) {
            return try await listen(ByteReader(port.descriptor, poller: poller), for: time)
        } catch {
            switch error {
            case .system(let code): throw code
            case .disconnected, .silent: throw .disconnected
            }
        }
    }

    /// Reads for so long; silence is no error.
    func listen(_ reader: ByteReader, for time: Duration) async throws(StreamError) -> Heard {
        var reader = reader
        var heard = Heard()
        var listing = GNSSListing()
        let end = BootClock.now() + time.milliseconds
        var text: [UInt8] = []
        while heard.bytes < Self.mostBytes {
            let now = BootClock.now()
            guard now < end else { break }
            do throws(StreamError) {
                guard let count = try await reader.next(timeout: .milliseconds(end - now)) else { break }
                heard.bytes += count
                listing.push(reader.bytes.span.extracting(0..<count), to: &text)
                text.removeAll(keepingCapacity: true)
            } catch .silent {
                break
            }
        }
        heard.counts = listing.counts
        return heard
    }
}

extension Errno {
    /// The device went away while it was read.
    static let disconnected = Errno(rawValue: 5)
}
