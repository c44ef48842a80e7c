import Codecs
package import FieldModel
package import LinuxIO

/// Reads positions from a receiver that speaks NMEA 0183, UBX or both, or from a gpsd.
package struct GNSSInput: Sendable {
    package let source: SourceID
    package let counters = InputCounters()

    private let minimumInterval: UInt64
    private var stream: ReceiverStream
    private var decoder = GNSSDecoder()
    private var arrival: UInt64 = 0
    private var lastReport: UInt64?

    /// Reports at most one position in the minimum interval; `nil` reports one for each epoch.
    package init(
        source: SourceID,
        link: ReceiverLink,
        poller: Poller,
        minimumInterval: Duration? = nil
    ) {
        self.source = source
        self.minimumInterval = minimumInterval?.milliseconds ?? 0
        stream = ReceiverStream(link, poller: poller, counters: counters)
    }

    /// Waits for the next position, however often the receiver goes and comes; `nil` once the task is cancelled.
    package mutating func next() async -> Observation? {
        while !Task.isCancelled {
            while let outcome = decoder.next() {
                if decoder.isNewFrame { counters.addLine() }
                if let observation = observation(of: outcome) { return observation }
            }
            switch await stream.next() {
            case .bytes(let chunk):
                if chunk.isFirst { decoder.reset() }
                arrival = chunk.arrival
                _ = decoder.push(chunk.bytes.span)
                if chunk.isDatagram { decoder.endText() }
            case .pause:
                while let outcome = decoder.pause() {
                    if let observation = observation(of: outcome) { return observation }
                }
            case nil: return nil
            }
        }
        return nil
    }

    private mutating func observation(of outcome: GNSSDecoder.Outcome) -> Observation? {
        guard let position = note(outcome), isDue else { return nil }
        lastReport = arrival
        counters.addObservation()
        return Observation(source: source, arrival: arrival, value: .position(position))
    }

    /// Counts what is no position.
    private func note(_ outcome: GNSSDecoder.Outcome) -> Position? {
        switch outcome {
        case .position(let position): return position
        case .pending: break
        case .report(.devices(known: 0, _)): counters.addFault("no_device")
        case .report: break
        case .noFix: counters.addFault("no_fix")
        case .rejected(let fault): counters.addFault(fault.name)
        case .garbage: counters.addFault("garbage")
        }
        return nil
    }

    private var isDue: Bool {
        guard let lastReport else { return true }
        return arrival + Self.jitter(of: minimumInterval) >= lastReport + minimumInterval
    }

    /// How much too early an epoch may arrive: a tenth of the interval, at most 500. In milliseconds.
    static func jitter(of interval: UInt64) -> UInt64 { min(interval / 10, 500) }
}
