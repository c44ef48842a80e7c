package import FieldModel

extension GeographicPoint {
    /// Degrees with five decimals, about a metre: `59.35220, 18.03220`.
    package var decimalText: String {
        "\(JSONValue.decimal(latitude, digits: 5).text), \(JSONValue.decimal(longitude, digits: 5).text)"
    }

    /// Degrees and minutes with three decimals, about two metres: `59° 21.132′ N 18° 01.932′ E`.
    package var minutesText: String {
        "\(Self.minutes(latitude)) \(latitude < 0 ? "S" : "N") \(Self.minutes(longitude)) \(longitude < 0 ? "W" : "E")"
    }

    private static func minutes(_ degrees: Double) -> String {
        // Rounded as a whole, so that no minute shows as 60.
        let thousandths = Int((abs(degrees) * 60_000).rounded())
        let minutes = JSONValue.decimal(Double(thousandths % 60_000) / 1_000, digits: 3).text
        return "\(thousandths / 60_000)° \(minutes.utf8.count < 6 ? "0" : "")\(minutes)′"
    }
}
