import Glibc
package import LinuxIO

/// Plays devices into terminals with stable names until all have ended or the task is cancelled.
///
/// A device waits while nobody reads its line and goes on where it was when the reader returns.
package struct Simulation: Sendable {
    /// Name of the record in the link directory.
    package static let recordName = "generated.jsonl"

    package let devices: [any SimulatedDevice]
    /// Simulated seconds in one real second.
    package let speed: Double
    /// Holds one link for each device, by its name, and the record.
    package let directory: String

    package init(devices: [any SimulatedDevice], speed: Double, directory: String) {
        self.devices = devices
        self.speed = speed
        self.directory = directory
    }

    /// Where a reader finds a device.
    package func path(of device: any SimulatedDevice) -> String { "\(directory)/\(device.name)" }

    /// Makes all terminals, then plays.
    ///
    /// `ready` is called once when every link stands.
    package func run(poller: Poller, ready: @Sendable () -> Void = {}) async throws(Errno) {
        if mkdir(directory, 0o755) != 0, errno != EEXIST { throw .current }
        let record = try GenerationRecord(path: "\(directory)/\(Self.recordName)")
        var players: [(device: any SimulatedDevice, line: DeviceLine)] = []
        for device in devices {
            let terminal = try PseudoTerminal(link: path(of: device))
            let line = DeviceLine(terminal: terminal, poller: poller, speed: speed, record: record)
            players.append((device, line))
        }
        ready()
        await withTaskGroup { group in
            for player in players {
                group.addTask {
                    var device = player.device
                    await device.play(on: player.line)
                    await player.line.drain()
                }
            }
        }
    }
}
