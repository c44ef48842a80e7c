package import FieldModel
package import Hardware

/// Positions out of a gateway's registers.
///
/// Such registers keep the last position when the sky is gone and say nothing of its age. One that has not moved in its last bit for
/// half a minute is therefore no new one: a receiver under open sky is never that still.
package struct ModbusPosition: Sendable {
    /// Milliseconds.
    package static let patience: UInt64 = 30_000

    /// Degrees. What lies closer to 0° 0° is zeros, or floats whose bytes were taken in the wrong order.
    private static let origin = 0.001

    package enum Fault: String, Error, Sendable {
        case noFix = "no_fix"
        /// It stands still: nobody can tell whether it was measured.
        case unchanged
    }

    private let map: ModbusMap
    private var last: (latitude: Double, longitude: Double, since: UInt64)?

    package init(map: ModbusMap) { self.map = map }

    /// The position of a reading.
    package mutating func take(_ reading: ModbusReading) throws(Fault) -> Position {
        guard let latitude = value(.latitude, reading), let longitude = value(.longitude, reading),
            abs(latitude) > Self.origin || abs(longitude) > Self.origin, value(.satellites, reading) ?? 1 >= 1
        else { throw .noFix }
        if let last, last.latitude == latitude, last.longitude == longitude {
            guard reading.arrival < last.since.addingReportingOverflow(Self.patience).partialValue else {
                throw .unchanged
            }
        } else {
            last = (latitude, longitude, reading.arrival)
        }
        return Position(
            timeOfDay: nil,
            latitude: latitude,
            longitude: longitude,
            dimensions: .two,
            mode: .autonomous,
            speed: value(.speed, reading),
            course: value(.course, reading),
            hdop: value(.hdop, reading),
            satellites: value(.satellites, reading).map { UInt8(min(max($0, 0), 255)) }
        )
    }

    private func value(_ measure: ModbusMeasure, _ reading: ModbusReading) -> Double? {
        guard let index = map.registers.firstIndex(where: { $0.measure == measure }),
            reading.values.indices.contains(index)
        else { return nil }
        return reading.values[index]
    }
}
