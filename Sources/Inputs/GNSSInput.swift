import Codecs
package import FieldModel
package import LinuxIO

/// Reads navigation epochs from an NMEA 0183 receiver on a serial line.
package struct GNSSInput: Sendable {
    /// A receiver speaks every second; one that does not for this long is opened anew.
    package static let longestSilence = Duration.seconds(30)

    package let source: SourceID
    package let counters = InputCounters()

    private var lines: SerialLines
    private var parser = NMEAParser()

    package init(source: SourceID, device: SerialDevice, poller: Poller) {
        var device = device
        device.longestSilence = device.longestSilence ?? Self.longestSilence
        self.source = source
        lines = SerialLines(device, poller: poller, counters: counters)
    }

    /// Waits for the next epoch, however often the device goes and comes; `nil` once the task is cancelled.
    package mutating func next() async -> Observation? {
        while let line = await lines.next() {
            switch parser.parse(line.bytes.span) {
            case .position(let position):
                counters.addObservation()
                return Observation(source: source, arrival: line.arrival, value: .position(position))
            case .pending: continue
            case .noFix: counters.addFault("no_fix")
            case .rejected(let fault): counters.addFault(fault.rawValue)
            }
        }
        return nil
    }
}
