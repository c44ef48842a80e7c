package import Codecs
package import FieldModel
package import LinuxIO

/// Reads scans from a barcode scanner.
package struct ScannerInput: Sendable {
    /// A trigger that bounces sends the same code again within this time, in milliseconds.
    package static let bounce: UInt64 = 300

    package let source: SourceID
    package let counters: InputCounters
    package let feedback: ScannerFeedback

    private var decoder: ScanDecoder
    private let year: (@Sendable () -> Int)?
    private var stream: ScanStream
    private var late: LateWatch
    /// Scans that came glued to the one before; they are handed out one by one.
    private var waiting: [Observation] = []
    /// Never the scan itself: what was scanned is not kept.
    private var last: (hash: Int, arrival: UInt64)?

    /// `year` is asked at each scan; without it the decoder's stays. `late` says whether the scanner delivers what it had stored; `nil` lets
    /// the pace tell. `sinks` answer the person before the scanner itself does. `counters` may be those of the input whose place it takes.
    package init(
        source: SourceID,
        link: ScannerLink,
        poller: Poller,
        decoder: ScanDecoder,
        year: (@Sendable () -> Int)? = nil,
        late: Bool? = nil,
        codes: SerialFeedback.Codes = SerialFeedback.Codes(),
        sinks: [any FeedbackSink] = [],
        counters: InputCounters = InputCounters()
    ) {
        self.source = source
        self.counters = counters
        self.decoder = decoder
        self.year = year
        self.late = LateWatch(late)
        stream = ScanStream(link, codes: codes, poller: poller, counters: counters)
        feedback = ScannerFeedback(sinks + [stream.feedback])
    }

    /// Waits for the next scan, however often the device goes and comes; `nil` once the task is cancelled.
    ///
    /// A refused scan is an observation too: the person must hear of it. What was stored before comes from `source.late`.
    package mutating func next() async -> Observation? {
        if !waiting.isEmpty { return waiting.removeFirst() }
        while let raw = await stream.next() {
            let isLate = late.isLate(at: raw.arrival, answers: feedback.answers)
            if isLate {
                counters.addFault("late")
            } else if isBounce(raw) {
                counters.addFault("bounce")
                continue
            }
            if let year { decoder.reader.decoder.currentYear = year() }
            let source = isLate ? source.late : source
            let scans = raw.refusal.map { [Scan.refused($0)] } ?? decoder.decode(raw.bytes.span)
            for scan in scans {
                count(scan)
                waiting.append(Observation(source: source, arrival: raw.arrival, value: .scan(scan)))
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

    private mutating func isBounce(_ raw: RawScan) -> Bool {
        guard raw.refusal == nil else { return false }
        let hash = raw.bytes.hashValue
        defer { last = (hash, raw.arrival) }
        guard let last else { return false }
        return last.hash == hash && raw.arrival <= last.arrival + Self.bounce
    }
}
