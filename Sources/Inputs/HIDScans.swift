import Codecs
import LinuxIO

/// The scans of a point-of-sale scanner on hidraw that comes and goes.
struct HIDScans: Sendable {
    /// The parts of one scan follow each other at the pace of the bus.
    private static let pause = Duration.seconds(1)

    private let rule: DeviceRule
    private let poller: Poller
    private let counters: InputCounters
    private let feedback: HIDFeedback
    private var device: HIDDevice?
    private var decoder: HIDScanDecoder?
    private var plug: DeviceWait
    private var report = [UInt8](repeating: 0, count: HIDDevice.maximumReport)

    init(_ rule: DeviceRule, poller: Poller, counters: InputCounters, feedback: HIDFeedback) {
        self.rule = rule
        self.poller = poller
        self.counters = counters
        self.feedback = feedback
        plug = DeviceWait(folder: "/dev", poller: poller)
    }

    /// Waits for the next scan, opening the scanner as often as it takes; `nil` once the task is cancelled.
    mutating func next() async -> RawScan? {
        while !Task.isCancelled {
            do throws(StreamError) {
                if device == nil { try open() }
                guard let scan = try await read() else { continue }
                counters.addLine()
                return RawScan(bytes: scan.bytes[...], arrival: BootClock.now(), refusal: scan.refusal)
            } catch {
                device = nil
                feedback.attach(nil)
                let cut = decoder?.pause()
                decoder = nil
                counters.waits(for: reason(error))
                counters.addFault(error.inputFault)
                if let cut {
                    return RawScan(bytes: [], arrival: BootClock.now(), refusal: cut.refusal)
                }
                guard await plug.wait() else { return nil }
            }
        }
        device = nil
        feedback.attach(nil)
        return nil
    }

    private mutating func open() throws(StreamError) {
        plug.prepare()
        do throws(Errno) {
            for candidate in try HIDDevice.candidates(rule) {
                guard let descriptor = try? HIDReportDescriptor(candidate.reportDescriptor.span),
                    let layout = HIDScanLayout(descriptor)
                else { continue }
                device = candidate
                decoder = HIDScanDecoder(layout: layout)
                feedback.attach(
                    HIDFeedback.Beeper(
                        descriptor: candidate.descriptor,
                        good: layout.goodBeep,
                        bad: layout.errorBeep
                    )
                )
                plug.reset()
                counters.opened()
                return
            }
            // Others there are, a scanner is not among them.
            counters.addFault("not_a_scanner")
            throw Errno.notFound
        } catch {
            throw .system(error)
        }
    }

    /// Reads one report; `nil` when it ends no scan or the task was cancelled.
    private mutating func read() async throws(StreamError) -> KeyedScan? {
        guard let device else { throw .disconnected }
        do throws(Errno) {
            let count = try device.descriptor.read(into: &report)
            guard count > 0 else { throw Errno.noDevice }
            counters.tally.add(bytes: count, at: BootClock.now())
            let scan = decoder?.take(report[..<min(count, report.count)])
            // A scanner that never pauses must leave the processor to the others.
            await Task.yield()
            return scan
        } catch  where error == .tryAgain {
            let timeout = decoder?.isReading == true ? Self.pause : nil
            switch await poller.readable(device.descriptor, timeout: timeout) {
            case .ready, .cancelled: return nil
            case .timeout: return decoder?.pause()
            case .hangup: throw .disconnected
            }
        } catch {
            throw StreamError(error)
        }
    }

    private func reason(_ error: StreamError) -> String {
        error == .system(.notFound) ? "no point-of-sale scanner with \(rule)" : error.inputReason
    }
}
