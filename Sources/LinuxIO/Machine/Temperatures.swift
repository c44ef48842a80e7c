/// What the machine's temperature sensors say.
///
/// Sources: the kernel's Documentation/hwmon/sysfs-interface.rst and Documentation/driver-api/thermal/sysfs-api.rst.
package struct Temperatures: Sendable, Equatable {
    /// The sensor with the highest reading; `nil` when none answers.
    package var hottest: Reading?

    package struct Reading: Sendable, Equatable {
        /// The chip's or zone's name, such as `cpu-thermal`.
        package var sensor: String
        /// Millidegrees Celsius.
        package var millidegrees: Int32

        package init(sensor: String, millidegrees: Int32) {
            self.sensor = sensor
            self.millidegrees = millidegrees
        }

        /// Whole °C, rounded to the nearest.
        package var degrees: Int32 { (millidegrees + (millidegrees < 0 ? -500 : 500)) / 1_000 }
    }

    /// Readings beyond these, in millidegrees, come from no sensor that works.
    private static let plausible: ClosedRange<Int64> = -100_000...200_000

    package init(_ files: MachineFiles) {
        let chips = "/sys/class/hwmon"
        for chip in files.names(in: chips) {
            let sensors = files.names(in: "\(chips)/\(chip)").filter {
                $0.hasPrefix("temp") && $0.hasSuffix("_input")
            }
            for sensor in sensors {
                let stem = "\(chips)/\(chip)/\(sensor.dropLast("_input".count))"
                guard files.number("\(stem)_fault") ?? 0 == 0 else { continue }
                take(files.number("\(stem)_input"), of: files.text("\(chips)/\(chip)/name") ?? chip)
            }
        }
        let zones = "/sys/class/thermal"
        for zone in files.names(in: zones) where zone.hasPrefix("thermal_zone") {
            take(files.number("\(zones)/\(zone)/temp"), of: files.text("\(zones)/\(zone)/type") ?? zone)
        }
    }

    private mutating func take(_ value: Int64?, of sensor: String) {
        guard let value, Self.plausible.contains(value),
            value > hottest.map({ Int64($0.millidegrees) }) ?? .min
        else { return }
        hottest = Reading(sensor: String(sensor.prefix(32)), millidegrees: Int32(value))
    }
}
