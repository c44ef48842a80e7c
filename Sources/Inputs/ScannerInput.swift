package import Codecs
package import FieldModel
package import LinuxIO

/// Reads scans from a barcode scanner on a serial line.
package struct ScannerInput: Sendable {
    /// A trigger that bounces sends the same code again within this time, in milliseconds.
    package static let bounce: UInt64 = 300

    package let source: SourceID
    package let counters: InputCounters
    package let feedback: ScannerFeedback

    private let decoder: ScanDecoder
    private var lines: SerialLines
    /// Never the scan itself: what was scanned is not kept.
    private var last: (hash: Int, arrival: UInt64)?

    package init(
        source: SourceID,
        device: SerialDevice,
        poller: Poller,
        decoder: ScanDecoder,
        codes: ScannerFeedback.Codes = ScannerFeedback.Codes()
    ) {
        let counters = InputCounters()
        self.source = source
        self.counters = counters
        self.decoder = decoder
        feedback = ScannerFeedback(codes: codes, poller: poller, counters: counters)
        lines = SerialLines(device, poller: poller, counters: counters)
    }

    /// Waits for the next scan, however often the device goes and comes; `nil` once the task is cancelled.
    ///
    /// A refused scan is an observation too: the person must hear of it.
    package mutating func next() async -> Observation? {
        while let line = await lines.next(opened: feedback.attach) {
            if isBounce(line) {
                counters.addFault("bounce")
                continue
            }
            let scan = decoder.decode(line.bytes.span)
            if case .refused(let refusal) = scan { counters.addFault(refusal.rawValue) }
            counters.addObservation()
            return Observation(source: source, arrival: line.arrival, value: .scan(scan))
        }
        return nil
    }

    private mutating func isBounce(_ line: Line) -> Bool {
        let hash = line.bytes.hashValue
        defer { last = (hash, line.arrival) }
        guard let last else { return false }
        return last.hash == hash && line.arrival <= last.arrival + Self.bounce
    }
}
