import LinuxIO
import Synchronization

/// The LEDs of a keyboard-mode scanner. Caps Lock is left out: scanners read it to choose the case of what they type.
final class KeyboardFeedback: FeedbackSink {
    /// Which LEDs are lit, by the bits of `EventDevice.lights`, and for how long.
    typealias Step = (lit: UInt8, time: Duration)

    private struct State {
        var devices: [EventDevice] = []
        var pattern: Task<Void, Never>?
    }

    private static let number: UInt8 = 0b001
    private static let scroll: UInt8 = 0b100

    private let poller: Poller
    private let counters: InputCounters
    private let state = Mutex(State())

    init(poller: Poller, counters: InputCounters) {
        self.poller = poller
        self.counters = counters
    }

    deinit { state.withLock { $0.pattern }?.cancel() }

    func attach(_ devices: [EventDevice]) {
        let lit = devices.filter { $0.lights & (Self.number | Self.scroll) != 0 }
        state.withLock {
            $0.pattern?.cancel()
            $0.devices = lit
        }
    }

    /// A scanner without LEDs has another way to answer, so that is no fault; one that does not take the bytes is counted.
    func signal(_ signal: ScanSignal) async {
        let steps = Self.steps(signal)
        let (poller, counters) = (poller, counters)
        state.withLock { state in
            state.pattern?.cancel()
            let devices = state.devices
            guard !devices.isEmpty else { return }
            state.pattern = Task {
                for step in steps {
                    Self.light(step.lit, devices, counters)
                    guard await poller.sleep(for: step.time) else { return }
                }
                Self.light(0, devices, counters)
            }
        }
    }

    private static func light(_ lit: UInt8, _ devices: [EventDevice], _ counters: InputCounters) {
        for device in devices {
            do throws(Errno) {
                try device.light(lit)
            } catch {
                counters.addFault("feedback")
            }
        }
    }

    /// One long light; two short; the two LEDs in turn; both, fast.
    static func steps(_ signal: ScanSignal) -> [Step] {
        switch signal {
        case .accepted: [(scroll, .milliseconds(400))]
        case .duplicate: blink(scroll, 0, .milliseconds(120), times: 2)
        case .expired: blink(scroll, number, .milliseconds(200), times: 4)
        case .refused: blink(scroll | number, 0, .milliseconds(70), times: 6)
        }
    }

    private static func blink(_ one: UInt8, _ other: UInt8, _ time: Duration, times: Int) -> [Step] {
        (0..<times).flatMap { _ in [(one, time), (other, time)] }
    }
}
