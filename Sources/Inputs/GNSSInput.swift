import Codecs
package import FieldModel
package import LinuxIO

/// Reads positions from a receiver that speaks NMEA 0183, UBX or both, or from a gpsd.
package struct GNSSInput: Sendable {
    package let source: SourceID
    package let counters: InputCounters

    private var stream: ReceiverStream
    private var decoder = GNSSDecoder()
    private var arrival: UInt64 = 0

    /// `counters` may be those of the input whose place it takes.
    package init(
        source: SourceID,
        link: ReceiverLink,
        poller: Poller,
        counters: InputCounters = InputCounters()
    ) {
        self.source = source
        self.counters = counters
        stream = ReceiverStream(link, poller: poller, counters: counters)
    }

    /// Waits for the next position, however often the receiver goes and comes; `nil` once the task is cancelled.
    package mutating func next() async -> Observation? {
        while !Task.isCancelled {
            while let outcome = decoder.next() {
                if decoder.isNewFrame { counters.addLine() }
                if let observation = observe(outcome) { return observation }
            }
            switch await stream.next() {
            case .bytes(let chunk):
                if chunk.isFirst { decoder.reset() }
                arrival = chunk.arrival
                _ = decoder.push(chunk.bytes.span)
                if chunk.isDatagram { decoder.endText() }
            case .pause:
                while let outcome = decoder.pause() {
                    if let observation = observe(outcome) { return observation }
                }
            case nil: return nil
            }
        }
        return nil
    }

    private mutating func observe(_ outcome: GNSSDecoder.Outcome) -> Observation? {
        guard let position = note(outcome) else { return outcome == .noFix ? signs : nil }
        counters.addObservation()
        return Observation(source: source, arrival: arrival, value: .position(position))
    }

    /// Jamming takes the position first; its signs are the more wanted then.
    private var signs: Observation? {
        let found = decoder.ubx.interference
        guard found.jamming != .unknown || found.spoofing != .unknown else { return nil }
        return Observation(
            source: source,
            arrival: arrival,
            value: .interference(jamming: found.jamming, spoofing: found.spoofing)
        )
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
}
