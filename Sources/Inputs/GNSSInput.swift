import Codecs
package import FieldModel
package import LinuxIO

/// Reads position fixes from an NMEA 0183 receiver on a serial line.
package struct GNSSInput: Sendable {
    /// A receiver speaks every second; one that does not for this long is opened anew.
    package static let longestSilence = Duration.seconds(30)

    package let source: SourceID
    package let counters = InputCounters()

    private let minimumInterval: UInt64
    private var lines: SerialLines
    private var parser = NMEAParser()
    private var lastReport: UInt64?

    /// Reports at most one fix in the minimum interval; `nil` reports one for each epoch.
    package init(source: SourceID, device: SerialDevice, poller: Poller, minimumInterval: Duration? = nil) {
        var device = device
        device.longestSilence = device.longestSilence ?? Self.longestSilence
        self.source = source
        self.minimumInterval = minimumInterval?.milliseconds ?? 0
        lines = SerialLines(device, poller: poller, counters: counters)
    }

    /// Waits for the next fix, however often the device goes and comes; `nil` once the task is cancelled.
    package mutating func next() async -> Observation? {
        while let line = await lines.next() {
            switch parser.parse(line.bytes.span) {
            case .position(let position):
                guard isDue(line.arrival) else { continue }
                guard let fix = position.fix else {
                    counters.addFault(NMEAFault.malformed.rawValue)
                    continue
                }
                lastReport = line.arrival
                counters.addObservation()
                return Observation(source: source, arrival: line.arrival, value: .fix(fix))
            case .pending: continue
            case .noFix: counters.addFault("no_fix")
            case .rejected(let fault): counters.addFault(fault.rawValue)
            }
        }
        return nil
    }

    private func isDue(_ arrival: UInt64) -> Bool {
        guard let lastReport else { return true }
        return arrival + Self.jitter(of: minimumInterval) >= lastReport + minimumInterval
    }

    /// How much too early an epoch may arrive: a tenth of the interval, at most 500. In milliseconds.
    static func jitter(of interval: UInt64) -> UInt64 { min(interval / 10, 500) }
}
