import ConfigFiles
import Hardware
import Inputs

/// What a technician may say of how a unit moves.
package struct PositionSettings: Sendable, Equatable {
    /// Metres per second; `nil` as the unit's type has it.
    package var maximumSpeed: Double?
}

extension AgentConfig {
    /// Time between two live fixes: the shortest that a receiver's input asks for.
    var fixInterval: Duration {
        let intervals = inputs.compactMap { input -> Duration? in
            switch input.device {
            case .nmea(let interval), .gpsd(_, let interval): interval
            case .modbus(let device): device.map.hasPosition ? device.interval : nil
            case .scanner: nil
            }
        }
        return intervals.min() ?? .seconds(1)
    }
}

extension ConfigReader {
    /// The `[position]` table.
    func position() -> PositionSettings {
        guard let table = root.table("position") else { return PositionSettings() }
        defer { table.finish() }
        let speed = table.integer("maximum_kmh", in: 20...1_000)
        return PositionSettings(maximumSpeed: speed.map { Double($0) / 3.6 })
    }
}
