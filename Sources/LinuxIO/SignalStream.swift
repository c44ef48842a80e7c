import CLinux
import Glibc

/// Turns the signals of an operator into values.
///
/// A handler writes each number into a pipe. signalfd(2) would need the signals blocked on every thread, and the main
/// thread of an async program waits in the runtime with all of them open. One stream a process.
package final class SignalStream: Sendable {
    package enum Signal: Sendable, Equatable, CaseIterable {
        case terminate
        case interrupt
        case hangup

        package var number: Int32 {
            switch self {
            case .terminate: SIGTERM
            case .interrupt: SIGINT
            case .hangup: SIGHUP
            }
        }
    }

    private let poller: Poller
    private let reader: FileDescriptor
    private let writer: FileDescriptor

    package init(poller: Poller) throws(Errno) {
        var ends: [Int32] = [-1, -1]
        try attempt { pipe(&ends) }
        reader = FileDescriptor(owning: ends[0])
        writer = FileDescriptor(owning: ends[1])
        self.poller = poller
        for end in ends {
            try attempt { fcntl(end, F_SETFD, FD_CLOEXEC) }
            try attempt { fcntl(end, F_SETFL, O_NONBLOCK) }
        }
        for signal in Signal.allCases { try attempt { clinux_route_signal(signal.number, ends[1]) } }
    }

    deinit {
        for signal in Signal.allCases { _ = clinux_reset_signal(signal.number) }
    }

    /// Waits for the next signal; `nil` once the task is cancelled.
    package func next() async -> Signal? {
        var byte: [UInt8] = [0]
        while true {
            if let count = try? reader.read(into: &byte), count == 1 {
                guard let signal = Signal.allCases.first(where: { $0.number == Int32(byte[0]) }) else {
                    continue
                }
                return signal
            }
            if await poller.readable(reader) != .ready { return nil }
        }
    }
}
