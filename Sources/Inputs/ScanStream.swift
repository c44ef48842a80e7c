import LinuxIO

/// The scans of one scanner, however it is connected, and its own way to answer.
struct ScanStream: Sendable {
    /// A scan on a serial line ends with CR, LF, TAB or ETX, whatever the device says.
    private static let terminators: [UInt8] = [0x0D, 0x0A, 0x09, 0x03]

    let feedback: any FeedbackSink
    /// One of the three is there; each is changed in place, because it holds what has been read already.
    private var serial: (lines: SerialLines, feedback: SerialFeedback)?
    private var keyboard: KeyboardScans?
    private var hid: HIDScans?

    init(_ link: ScannerLink, codes: SerialFeedback.Codes, poller: Poller, counters: InputCounters) {
        switch link {
        case .serial(var device):
            device.terminators = Self.terminators
            let sink = SerialFeedback(codes: codes, poller: poller, counters: counters)
            feedback = sink
            serial = (SerialLines(device, poller: poller, counters: counters), sink)
        case .keyboard(let device):
            let sink = KeyboardFeedback(poller: poller, counters: counters)
            feedback = sink
            keyboard = KeyboardScans(device, poller: poller, counters: counters, feedback: sink)
        case .hid(let rule):
            let sink = HIDFeedback(counters: counters)
            feedback = sink
            hid = HIDScans(rule, poller: poller, counters: counters, feedback: sink)
        }
    }

    /// Waits for the next scan; `nil` once the task is cancelled.
    mutating func next() async -> RawScan? {
        if let sink = serial?.feedback {
            let line = await serial?.lines.next(opened: sink.attach)
            return line.map { RawScan(bytes: $0.bytes, arrival: $0.arrival) }
        }
        return keyboard == nil ? await hid?.next() : await keyboard?.next()
    }
}
