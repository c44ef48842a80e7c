import FieldModel

extension NMEAReading {
    /// What the sentence tells, as the members of one JSON object with its braces.
    package func append(to text: inout [UInt8]) {
        text.append(UInt8(ascii: "{"))
        let start = text.count
        if let timeOfDay {
            Self.key("tod", start, &text)
            PositionText.append(timeOfDay: timeOfDay, to: &text)
        }
        if let date {
            Self.key("date", start, &text)
            text.append(UInt8(ascii: "\""))
            text.append(contentsOf: date.description.utf8)
            text.append(UInt8(ascii: "\""))
        }
        Self.member("lat", latitude, PositionText.degreeDecimals, start, &text)
        Self.member("lon", longitude, PositionText.degreeDecimals, start, &text)
        if let mode {
            Self.key("solution", start, &text)
            text.append(UInt8(ascii: "\""))
            text.append(contentsOf: mode.name.utf8)
            text.append(UInt8(ascii: "\""))
        }
        Self.member("mode", dimensions.map { Double($0.rawValue) }, 0, start, &text)
        Self.member("altitude_m", altitude, PositionText.metreDecimals, start, &text)
        Self.member("height_m", height, PositionText.metreDecimals, start, &text)
        Self.member("separation_m", separation, PositionText.metreDecimals, start, &text)
        Self.member("speed_mps", speed, PositionText.metreDecimals, start, &text)
        Self.member("course_deg", course, 3, start, &text)
        Self.member("heading_deg", heading, 3, start, &text)
        Self.member("hdop", hdop, 2, start, &text)
        Self.member("accuracy_m", accuracy, 3, start, &text)
        Self.member("satellites", satellites.map { Double($0) }, 0, start, &text)
        text.append(UInt8(ascii: "}"))
    }

    private static func member(
        _ name: StaticString,
        _ value: Double?,
        _ decimals: Int,
        _ start: Int,
        _ text: inout [UInt8]
    ) {
        guard let value else { return }
        key(name, start, &text)
        DecimalText.append(value, decimals: decimals, to: &text)
    }

    private static func key(_ name: StaticString, _ start: Int, _ text: inout [UInt8]) {
        if text.count > start { text.append(UInt8(ascii: ",")) }
        text.append(UInt8(ascii: "\""))
        text.append(contentsOf: name.description.utf8)
        text.append(contentsOf: "\":".utf8)
    }
}

extension Position.Mode {
    /// As `--explain` names it.
    fileprivate var name: String {
        switch self {
        case .autonomous: "autonomous"
        case .differential: "differential"
        case .floatRTK: "float_rtk"
        case .fixedRTK: "fixed_rtk"
        case .estimated: "estimated"
        case .manual: "manual"
        case .simulated: "simulated"
        }
    }
}
