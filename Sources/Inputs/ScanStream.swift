import LinuxIO

/// The scans of one scanner, however it is connected, and its own way to answer.
struct ScanStream: Sendable {
    private enum Kind: Sendable {
        case serial(SerialLines, SerialFeedback)
        case keyboard(KeyboardScans)
        case hid(HIDScans)
    }

    let feedback: any FeedbackSink
    private var kind: Kind

    /// A scan on a serial line ends with CR, LF, TAB or ETX, whatever the device says.
    private static let terminators: [UInt8] = [0x0D, 0x0A, 0x09, 0x03]

    init(_ link: ScannerLink, codes: SerialFeedback.Codes, poller: Poller, counters: InputCounters) {
        switch link {
        case .serial(var device):
            device.terminators = Self.terminators
            let sink = SerialFeedback(codes: codes, poller: poller, counters: counters)
            feedback = sink
            kind = .serial(SerialLines(device, poller: poller, counters: counters), sink)
        case .keyboard(let keyboard):
            let sink = KeyboardFeedback(poller: poller, counters: counters)
            feedback = sink
            kind = .keyboard(KeyboardScans(keyboard, poller: poller, counters: counters, feedback: sink))
        case .hid(let rule):
            let sink = HIDFeedback(counters: counters)
            feedback = sink
            kind = .hid(HIDScans(rule, poller: poller, counters: counters, feedback: sink))
        }
    }

    /// Waits for the next scan; `nil` once the task is cancelled.
    mutating func next() async -> RawScan? {
        switch kind {
        case .serial(var lines, let sink):
            let line = await lines.next(opened: sink.attach)
            kind = .serial(lines, sink)
            return line.map { RawScan(bytes: $0.bytes, arrival: $0.arrival) }
        case .keyboard(var scans):
            let scan = await scans.next()
            kind = .keyboard(scans)
            return scan
        case .hid(var scans):
            let scan = await scans.next()
            kind = .hid(scans)
            return scan
        }
    }
}
