import LinuxIO
import Synchronization
import Threads

/// The beeps of a point-of-sale scanner, which has a good one and a bad one: the good one says accepted, the bad one all else.
///
/// A write to hidraw returns when the device has taken the report, for which the kernel gives it five seconds, and knows no
/// `O_NONBLOCK`. Each beep therefore has a thread of its own for that long.
final class HIDFeedback: FeedbackSink {
    struct Beeper: Sendable {
        let descriptor: FileDescriptor
        let good: [UInt8]?
        let bad: [UInt8]?
    }

    private struct State {
        var beeper: Beeper?
        /// Whether a report is on its way.
        var isBusy = false
    }

    private let counters: InputCounters
    private let state = Mutex(State())

    init(counters: InputCounters) { self.counters = counters }

    func attach(_ beeper: Beeper?) { state.withLock { $0.beeper = beeper } }

    /// A scanner without such a report has another way to answer, so that is no fault. While it has not taken the last one there is no
    /// other: a beep that comes late would answer another scan.
    func signal(_ signal: ScanSignal) async {
        guard let beeper = state.withLock({ $0.beeper }) else { return counters.addFault("feedback") }
        guard let report = signal == .accepted ? beeper.good : beeper.bad else { return }
        let wasBusy = state.withLock { state in
            defer { state.isBusy = true }
            return state.isBusy
        }
        guard !wasBusy else { return counters.addFault("feedback") }
        _ = WorkerThread<Never>(name: "beep", stackBytes: 64 * 1_024) { [self] _ in
            do throws(Errno) {
                _ = try beeper.descriptor.write(report[...])
            } catch {
                counters.addFault("feedback")
            }
            state.withLock { $0.isBusy = false }
        }
    }
}
