import Glibc
import LinuxIO

/// A GNSS receiver in a vehicle: RMC and GGA once in each second of simulated time.
package struct GNSSDevice: SimulatedDevice {
    package let name: String

    private var drive: Drive
    private var noise: SeededGenerator
    private var seconds: UInt64
    private var drift = (north: 0.0, east: 0.0)
    private var unsent: ArraySlice<UInt8> = []

    /// Starts the receiver's clock at so many seconds after 2026-01-01 00:00:00 UTC; the seed is that of the noise.
    package init(
        name: String = "gnss",
        route: Route,
        seed: UInt64 = 1,
        start: UInt64 = 60 * 86_400 + 8 * 3_600
    ) {
        self.name = name
        drive = Drive(on: route)
        noise = SeededGenerator(seed: seed)
        seconds = start
    }

    package mutating func play(on line: DeviceLine) async {
        var epochs = 0
        var dropped = 0
        let period = 1_000 / line.speed
        while await line.waitForReader() {
            let start = Double(BootClock.now())
            var ticks = 0.0
            unsent = []
            while await line.sleep(until: UInt64(start + ticks * period)) {
                var epoch = next()
                // A vehicle at twenty times its speed is no real one, and says so.
                epoch.isSimulated = line.speed > 1
                ticks += 1
                guard let lost = send(NMEAWriter.sentences(epoch), on: line) else { break }
                dropped += lost
                if lost == 0 { epochs += 1 }
                line.record.add([
                    "device": .text(name), "kind": .text(lost == 0 ? "epoch" : "dropped"),
                    "epochs": .number(epochs),
                    "time": .text(NMEAWriter.clock(epoch.seconds)), "lat": .degrees(epoch.latitude),
                    "lon": .degrees(epoch.longitude),
                ])
            }
            if Task.isCancelled { break }
        }
        line.record.add([
            "device": .text(name), "kind": .text("end"), "epochs": .number(epochs),
            "dropped_sentences": .number(dropped),
        ])
    }

    /// Sends sentences whole or not at all and returns how many were dropped; `nil` when the reader has left.
    private mutating func send(_ sentences: [[UInt8]], on line: DeviceLine) -> Int? {
        var dropped = 0
        for sentence in sentences {
            if !unsent.isEmpty {
                guard let count = line.offer(unsent) else { return nil }
                unsent = unsent.dropFirst(count)
            }
            guard unsent.isEmpty else {
                dropped += 1
                continue
            }
            guard let count = line.offer(sentence[...]) else { return nil }
            if count == 0 { dropped += 1 } else { unsent = sentence[count...] }
        }
        return dropped
    }

    /// The next second, as the receiver saw it.
    package mutating func next() -> NMEAWriter.Epoch {
        drive.advance()
        seconds += 1
        // First-order drift of some metres: receivers wander, they do not jump.
        drift.north = drift.north * 0.98 + .random(in: -0.4...0.4, using: &noise)
        drift.east = drift.east * 0.98 + .random(in: -0.4...0.4, using: &noise)
        let place = drive.place
        let metresPerDegree = 111_195.0
        return NMEAWriter.Epoch(
            seconds: seconds,
            latitude: place.latitude + drift.north / metresPerDegree,
            longitude: place.longitude + drift.east / (metresPerDegree * cos(place.latitude * .pi / 180)),
            speed: max(drive.speed + .random(in: -0.1...0.1, using: &noise), 0),
            course: place.bearing,
            altitude: 30 + drift.north,
            hdop: .random(in: 0.6...1.2, using: &noise),
            satellites: .random(in: 9...16, using: &noise)
        )
    }
}
