import Inputs
import LinuxIO

/// Waits for one scan and looks at its shape. What was scanned is never shown: it may name somebody.
struct ScannerLook: Sendable {
    /// After this pause a scan is over.
    private static let pause = Duration.milliseconds(400)
    /// More bytes than a scan has.
    private static let mostBytes = 16_384

    let poller: Poller
    let time: Duration

    struct Scan: Sendable, Equatable {
        /// Begins with an AIM identifier, `]` and two characters (ISO/IEC 15424).
        var hasSymbology: Bool
        /// Ends with CR or LF.
        var hasSuffix: Bool

        init(_ bytes: [UInt8], prefix: [UInt8] = []) {
            var inner = bytes[...]
            if inner.starts(with: prefix) { inner = inner.dropFirst(prefix.count) }
            if inner.first == 0x02 { inner = inner.dropFirst() }
            hasSymbology = inner.count > 3 && inner.first == UInt8(ascii: "]")
            hasSuffix = bytes.last == 0x0D || bytes.last == 0x0A
        }

        /// A scan that was typed or came as reports.
        init(_ trial: ScannerTrial, prefix: [UInt8] = []) {
            self.init(trial.bytes, prefix: prefix)
            hasSuffix = trial.isEnded
        }
    }

    /// `nil` when nothing came in the time.
    func look(_ path: String, _ settings: SerialSettings, prefix: [UInt8]) async throws(Errno) -> Scan? {
        let port = try SerialPort(opening: path, settings: settings)
        var reader = ByteReader(port.descriptor, poller: poller)
        var bytes: [UInt8] = []
        while bytes.count < Self.mostBytes {
            do throws(StreamError) {
                guard let count = try await reader.next(timeout: bytes.isEmpty ? time : Self.pause) else {
                    break
                }
                bytes += reader.bytes.prefix(count)
            } catch {
                if case .silent = error { break }
                throw Errno.disconnected
            }
        }
        return bytes.isEmpty ? nil : Scan(bytes, prefix: prefix)
    }
}
