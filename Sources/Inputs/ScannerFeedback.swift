import LinuxIO
import Synchronization

/// The beep and light of a scanner. Sound it only once the scan's event is durable, or refused.
package final class ScannerFeedback: Sendable {
    package enum Outcome: Sendable, Equatable {
        case accepted
        case refused
    }

    /// The bytes that make a scanner signal; see its manual. By default BEL once and BEL twice.
    package struct Codes: Sendable, Equatable {
        package var accepted: [UInt8]
        package var refused: [UInt8]

        package init(accepted: [UInt8] = [0x07], refused: [UInt8] = [0x07, 0x07]) {
            self.accepted = accepted
            self.refused = refused
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

    /// Signals the person; a scanner that is gone or does not take the bytes within a second is counted.
    package func signal(_ outcome: Outcome) async {
        let code = outcome == .accepted ? codes.accepted : codes.refused
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
