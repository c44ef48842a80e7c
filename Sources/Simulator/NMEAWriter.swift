/// Writes RMC and GGA as a receiver does.
package enum NMEAWriter {
    /// What one second looked like to the receiver.
    package struct Epoch: Sendable, Equatable {
        /// Seconds since 2026-01-01 00:00:00 UTC.
        package var seconds: UInt64
        package var latitude: Double
        package var longitude: Double
        /// Metres per second.
        package var speed: Double
        /// True degrees.
        package var course: Double
        package var altitude: Double
        package var hdop: Double
        package var satellites: Int
        /// Whether the sentences say that the position is played: mode S, quality 8.
        package var isSimulated = false
    }

    /// Both sentences, each with CRLF.
    package static func sentences(_ epoch: Epoch) -> [[UInt8]] {
        let time = clock(epoch.seconds) + ".00"
        let place = angle(epoch.latitude, 2, "N", "S") + "," + angle(epoch.longitude, 3, "E", "W")
        let knots = decimal(epoch.speed * 3_600 / 1_852, 2)
        let moving = epoch.speed > 0.5 ? decimal(epoch.course, 1) : ""
        let satellites = pad(epoch.satellites, 2)
        let (mode, quality) = epoch.isSimulated ? ("S", 8) : ("A", 1)
        return [
            frame("GNRMC,\(time),A,\(place),\(knots),\(moving),\(date(epoch.seconds)),,,\(mode)"),
            frame(
                "GNGGA,\(time),\(place),\(quality),\(satellites),\(decimal(epoch.hdop, 1)),"
                    + "\(decimal(epoch.altitude, 1)),M,23.0,M,,"
            ),
        ]
    }

    static func frame(_ body: String) -> [UInt8] {
        let sum = String(body.utf8.reduce(0, ^), radix: 16, uppercase: true)
        return Array("$\(body)*\(sum.utf8.count == 1 ? "0" : "")\(sum)\r\n".utf8)
    }

    static func clock(_ seconds: UInt64) -> String {
        pad(Int(seconds / 3_600 % 24), 2) + pad(Int(seconds / 60 % 60), 2) + pad(Int(seconds % 60), 2)
    }

    private static func date(_ seconds: UInt64) -> String {
        var days = Int(seconds / 86_400)
        var year = 2026
        var month = 0
        while true {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            if days < lengths[month] { break }
            days -= lengths[month]
            month += 1
            if month == 12 {
                month = 0
                year += 1
            }
        }
        return pad(days + 1, 2) + pad(month + 1, 2) + pad(year % 100, 2)
    }

    /// `ddmm.mmmmm,N`, rounded once so that minutes never reach 60.
    private static func angle(
        _ degrees: Double,
        _ width: Int,
        _ positive: String,
        _ negative: String
    ) -> String {
        let units = Int((abs(degrees) * 60 * 1e5).rounded())
        let (whole, minutes) = (units / 6_000_000, units % 6_000_000)
        return pad(whole, width) + pad(minutes / 100_000, 2) + "." + pad(minutes % 100_000, 5) + ","
            + (degrees < 0 ? negative : positive)
    }

    static func decimal(_ value: Double, _ places: Int) -> String {
        var scale = 1
        for _ in 0..<places { scale *= 10 }
        let units = Int((abs(value) * Double(scale)).rounded())
        return (value < 0 ? "-" : "") + "\(units / scale)." + pad(units % scale, places)
    }

    static func pad(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(width - digits.utf8.count, 0)) + digits
    }
}
