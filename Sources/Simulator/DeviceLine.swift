package import LinuxIO

/// The serial line of one simulated device: its terminal, its pace and its record.
package struct DeviceLine: Sendable {
    /// What the other side answered to a scan.
    package enum Answer: String, Sendable {
        case accepted
        case refused
        /// It listened and said nothing.
        case silent
        /// The reader left before it answered: whether the scan counted is not known.
        case lost
        case cancelled
    }

    private static let readerCheck = Duration.milliseconds(20)
    private static let bell: UInt8 = 0x07
    /// So many looks in a row must find nothing unread.
    private static let calmLooks = 50

    package let record: GenerationRecord
    /// Simulated seconds in one real second.
    package let speed: Double
    private let terminal: PseudoTerminal
    private let poller: Poller

    package init(terminal: PseudoTerminal, poller: Poller, speed: Double, record: GenerationRecord) {
        self.terminal = terminal
        self.poller = poller
        self.speed = max(speed, 0.001)
        self.record = record
    }

    /// Waits until somebody reads the line; false when the task was cancelled.
    package func waitForReader() async -> Bool {
        while !terminal.hasReader {
            guard await poller.sleep(for: Self.readerCheck) else { return false }
        }
        return !Task.isCancelled
    }

    /// Waits until the reader has taken everything, at most a few seconds: hanging up would throw the rest away.
    ///
    /// The kernel hands bytes over in its own time, so that one look at what is unread proves nothing.
    package func drain() async {
        var calm = 0
        for _ in 0..<500 where terminal.hasReader {
            calm = terminal.unread == 0 ? calm + 1 : 0
            guard calm < Self.calmLooks, await poller.sleep(for: .milliseconds(10)) else { return }
        }
    }

    /// Lets simulated time pass, at least as long as a real minimum; false when the task was cancelled.
    package func sleep(seconds: Double, atLeast minimum: Duration = .zero) async -> Bool {
        await poller.sleep(for: max(.seconds(seconds / speed), minimum))
    }

    /// Waits for an instant of the boot clock; false when the task was cancelled.
    package func sleep(until milliseconds: UInt64) async -> Bool {
        let now = BootClock.now()
        guard milliseconds > now else { return !Task.isCancelled }
        return await poller.sleep(for: .milliseconds(Int64(clamping: milliseconds - now)))
    }

    /// Waits a while for what the other side writes; `nil` when it wrote nothing or left.
    package func hear(within patience: Duration) async -> [UInt8]? {
        guard let descriptor = terminal.descriptor,
            await poller.readable(descriptor, timeout: patience) == .ready
        else { return nil }
        var buffer = [UInt8](repeating: 0, count: 4_096)
        guard let count = try? descriptor.read(into: &buffer), count > 0 else { return nil }
        return Array(buffer[..<count])
    }

    /// The rate that the reader has set, in baud.
    package var baud: UInt32? { terminal.baud?.rawValue }

    /// Writes what the line takes now and returns how many bytes that were; `nil` when nobody reads any more.
    package func offer(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard terminal.hasReader, let descriptor = terminal.descriptor else { return nil }
        do throws(Errno) {
            return try descriptor.write(bytes)
        } catch {
            return error == .tryAgain ? 0 : nil
        }
    }

    /// Writes everything, however slow the reader; false when it left or the task was cancelled.
    package func type(_ bytes: [UInt8]) async -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let count = offer(rest) else { return false }
            rest = rest.dropFirst(count)
            if count == 0, await !poller.sleep(for: Self.readerCheck) { return false }
        }
        return true
    }

    /// Forgets bells that nobody waited for.
    package func clearAnswers() {
        var buffer = [UInt8](repeating: 0, count: 64)
        while let descriptor = terminal.descriptor, let count = try? descriptor.read(into: &buffer), count > 0
        {}
    }

    /// Listens for one bell (accepted) or two (refused).
    package func answer(within patience: Duration) async -> Answer {
        guard let descriptor = terminal.descriptor else { return .lost }
        var bells = 0
        var wait = patience
        while bells < 2 {
            switch await poller.readable(descriptor, timeout: wait) {
            case .ready: break
            case .timeout: return bells == 1 ? .accepted : .silent
            case .hangup: return bells == 1 ? .accepted : .lost
            case .cancelled: return .cancelled
            }
            var buffer = [UInt8](repeating: 0, count: 64)
            guard let count = try? descriptor.read(into: &buffer), count > 0 else {
                return bells == 1 ? .accepted : .lost
            }
            bells += buffer[..<count].count { $0 == Self.bell }
            wait = .milliseconds(40)
        }
        return .refused
    }
}
