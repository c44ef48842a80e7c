import LinuxIO
import Synchronization

/// The beep and light of a scanner on a serial line.
package final class SerialFeedback: FeedbackSink {
    /// The bytes that make a scanner signal; see its manual. By default so many BEL.
    package struct Codes: Sendable, Equatable {
        package var accepted: [UInt8]
        package var duplicate: [UInt8]
        package var expired: [UInt8]
        package var refused: [UInt8]

        package init(
            accepted: [UInt8] = [0x07],
            duplicate: [UInt8] = [UInt8](repeating: 0x07, count: 3),
            expired: [UInt8] = [UInt8](repeating: 0x07, count: 5),
            refused: [UInt8] = [0x07, 0x07]
        ) {
            self.accepted = accepted
            self.duplicate = duplicate
            self.expired = expired
            self.refused = refused
        }

        subscript(signal: ScanSignal) -> [UInt8] {
            switch signal {
            case .accepted: accepted
            case .duplicate: duplicate
            case .expired: expired
            case .refused: refused
            }
        }
    }

    private static let patience = Duration.seconds(1)

    private let codes: Codes
    private let poller: Poller
    private let counters: InputCounters
    private let port = Mutex<FileDescriptor?>(nil)

    init(codes: Codes, poller: Poller, counters: InputCounters) {
        self.codes = codes
        self.poller = poller
        self.counters = counters
    }

    /// A scanner that is gone or does not take the bytes within a second is counted.
    package func signal(_ signal: ScanSignal) async {
        let code = codes[signal]
        guard !code.isEmpty else { return }
        guard let port = port.withLock({ $0 }) else { return counters.addFault("feedback") }
        do {
            _ = try await port.writeAll(code, poller: poller, timeout: Self.patience)
        } catch {
            counters.addFault("feedback")
        }
    }

    func attach(_ descriptor: FileDescriptor?) { port.withLock { $0 = descriptor } }
}
