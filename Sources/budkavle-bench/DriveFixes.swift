import ArgumentParser
import Codecs
import FieldModel
import Journal
import Simulator

/// Drives as the daemon would record them: NMEA through the parser, quantised like the input does it.
enum DriveFixes {
    /// When the first epoch arrives, CLOCK_BOOTTIME milliseconds.
    private static let start: UInt64 = 7_200_020
    private static let source = SourceID(rawValue: "gnss") ?? .agent

    /// The simulator's receiver on its road, a fix a second; `jitter` is by how many milliseconds a sentence comes late.
    static func simulated(seconds: Int, jitter: ClosedRange<UInt64>) -> [Event] {
        guard let route = Route.sodertaljeToSolna else { return [] }
        var device = GNSSDevice(route: route, seed: 7)
        var generator = SeededGenerator(seed: 11)
        var parser = NMEAParser()
        var events: [Event] = []
        for second in 0..<seconds {
            let epoch = device.next()
            let arrival = start + 60 + UInt64(second) * 1000 + .random(in: jitter, using: &generator)
            for sentence in NMEAWriter.sentences(epoch) {
                append(sentence.dropLast(2), arrival: arrival, &parser, to: &events)
            }
        }
        return events
    }

    /// The same hour again and again: the event of any number, its time going on.
    static func repeated(_ hour: [Event]) -> (Int) -> Event {
        { number in
            var event = hour[number % hour.count]
            let hours = UInt64(number / hour.count)
            event.instant = BootInstant(boot: 0, milliseconds: event.instant.milliseconds + hours * 3_600_000)
            return event
        }
    }

    /// A recording, each epoch arriving at its own time of day.
    static func recorded(_ path: String) throws -> [Event] {
        guard let bytes = try DurableFile.read(path, limit: 8 << 20) else {
            throw ValidationError("\(path) does not exist")
        }
        var parser = NMEAParser()
        var events: [Event] = []
        for line in bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            append(line, arrival: nil, &parser, to: &events)
        }
        return events
    }

    /// At most one fix in an interval. Times are rounded down to tenths of a second.
    static func thinned(_ events: [Event], to milliseconds: UInt64) -> [Event] {
        var kept: [Event] = []
        for event in events {
            let due = (kept.last?.instant.milliseconds).map { $0 + milliseconds - Fix.quantum } ?? 0
            if event.instant.milliseconds >= due { kept.append(event) }
        }
        return kept
    }

    private static func append(
        _ line: ArraySlice<UInt8>,
        arrival: UInt64?,
        _ parser: inout NMEAParser,
        to events: inout [Event]
    ) {
        guard case .position(let position) = parser.parse(Array(line).span), let fix = position.fix else {
            return
        }
        guard let milliseconds = arrival ?? position.timeOfDay.map({ start + UInt64($0) }) else { return }
        let instant = BootInstant(boot: 0, milliseconds: milliseconds / Fix.quantum * Fix.quantum)
        events.append(Event(instant: instant, source: source, body: .fix(fix)))
    }
}
