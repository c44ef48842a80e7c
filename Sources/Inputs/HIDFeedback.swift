import LinuxIO
import Synchronization

/// The beeps of a point-of-sale scanner, which has a good one and a bad one: the good one says accepted, the bad one all else.
final class HIDFeedback: FeedbackSink {
    struct Beeper: Sendable {
        let descriptor: FileDescriptor
        let good: [UInt8]?
        let bad: [UInt8]?
    }

    private let counters: InputCounters
    private let beeper = Mutex<Beeper?>(nil)

    init(counters: InputCounters) { self.counters = counters }

    func attach(_ beeper: Beeper?) { self.beeper.withLock { $0 = beeper } }

    /// A scanner without such a report has another way to answer, so that is no fault.
    func signal(_ signal: ScanSignal) async {
        guard let beeper = beeper.withLock({ $0 }) else { return counters.addFault("feedback") }
        guard let report = signal == .accepted ? beeper.good : beeper.bad else { return }
        do throws(Errno) {
            _ = try beeper.descriptor.write(report[...])
        } catch {
            counters.addFault("feedback")
        }
    }
}
