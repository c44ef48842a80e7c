package import FieldModel

/// One navigation epoch at the receiver's full precision. What is unknown is `nil`.
package struct Position: Sendable, Equatable {
    /// UTC, milliseconds since midnight.
    package var timeOfDay: UInt32
    /// WGS 84 degrees, north and east positive.
    package var latitude: Double
    package var longitude: Double
    package var mode: Mode
    /// Metres above mean sea level.
    package var altitude: Double?
    /// Over ground, metres per second.
    package var speed: Double?
    /// Over ground, true degrees in 0..<360.
    package var course: Double?
    /// Horizontal dilution of precision.
    package var hdop: Double?
    package var satellites: UInt8?
    /// As the receiver says; receivers past a week rollover say a wrong one.
    package var date: CalendarDay?

    /// How the receiver came to the position.
    package enum Mode: Sendable, Equatable {
        case autonomous
        case differential
        case estimated
        case manual
        case simulated
    }

    /// Metres of horizontal error for each unit of dilution: a common figure for the user range error of a single-frequency
    /// receiver under open sky.
    package static let metresPerDilution = 5.0

    /// The fix that is reported. Its accuracy is an estimate, hdop × 5 m. A simulated position is `suspect`.
    package var fix: Fix? {
        let source: Fix.Source =
            switch mode {
            case .autonomous, .differential, .simulated: .gnss
            case .estimated: .deadReckoned
            case .manual: .manual
            }
        return Fix(
            latitude: latitude,
            longitude: longitude,
            source: source,
            integrity: mode == .simulated ? .suspect : .ok,
            accuracy: hdop.map { $0 * Self.metresPerDilution },
            speed: speed,
            course: course
        )
    }
}
