package import Codecs
package import FieldModel
package import LinuxIO

/// Reads scans from a barcode scanner on a serial line.
package struct ScannerInput: Sendable {
    /// A trigger that bounces sends the same code again within this time, in milliseconds.
    package static let bounce: UInt64 = 300
    private static let terminators: [UInt8] = [0x0D, 0x0A, 0x09, 0x03]

    package let source: SourceID
    package let counters: InputCounters
    package let feedback: ScannerFeedback

    private var decoder: ScanDecoder
    private let year: (@Sendable () -> Int)?
    private var lines: SerialLines
    /// Scans that came glued to the one before; they are handed out one by one.
    private var waiting: [Observation] = []
    /// Never the scan itself: what was scanned is not kept.
    private var last: (hash: Int, arrival: UInt64)?

    /// A scan ends with CR, LF, TAB or ETX, whatever the device says. `year` is asked at each scan; without it the decoder's stays.
    package init(
        source: SourceID,
        device: SerialDevice,
        poller: Poller,
        decoder: ScanDecoder,
        year: (@Sendable () -> Int)? = nil,
        codes: ScannerFeedback.Codes = ScannerFeedback.Codes()
    ) {
        let counters = InputCounters()
        self.source = source
        self.counters = counters
        self.decoder = decoder
        self.year = year
        feedback = ScannerFeedback(codes: codes, poller: poller, counters: counters)
        var device = device
        device.terminators = Self.terminators
        lines = SerialLines(device, poller: poller, counters: counters)
    }

    /// Waits for the next scan, however often the device goes and comes; `nil` once the task is cancelled.
    ///
    /// A refused scan is an observation too: the person must hear of it.
    package mutating func next() async -> Observation? {
        if !waiting.isEmpty { return waiting.removeFirst() }
        while let line = await lines.next(opened: feedback.attach) {
            if isBounce(line) {
                counters.addFault("bounce")
                continue
            }
            if let year { decoder.reader.decoder.currentYear = year() }
            for scan in decoder.decode(line.bytes.span) {
                count(scan)
                waiting.append(Observation(source: source, arrival: line.arrival, value: .scan(scan)))
            }
            if !waiting.isEmpty { return waiting.removeFirst() }
        }
        return nil
    }

    private func count(_ scan: Scan) {
        counters.addObservation()
        switch scan {
        case .refused(let refusal): counters.addFault(refusal.rawValue)
        case .item(let label) where label.isSuspicious: counters.addFault("possible_missing_separator")
        case .part(let part) where part.isSuspicious: counters.addFault("possible_missing_separator")
        default: break
        }
    }

    private mutating func isBounce(_ line: Line) -> Bool {
        let hash = line.bytes.hashValue
        defer { last = (hash, line.arrival) }
        guard let last else { return false }
        return last.hash == hash && line.arrival <= last.arrival + Self.bounce
    }
}
