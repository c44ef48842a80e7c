package import FieldModel

/// Writes navigation epochs as `budkavle decode gnss` gives them out: docs/schemas/decode/gnss.schema.json.
package enum PositionText {
    /// 0.01 mm on the ground: finer than any receiver.
    static let degreeDecimals = 10
    static let metreDecimals = 4

    /// One JSON object. What is unknown is absent.
    package static func append(_ position: Position, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "{"))
        if let time = position.timeOfDay {
            text.append(contentsOf: "\"tod\":".utf8)
            append(timeOfDay: time, to: &text)
            text.append(UInt8(ascii: ","))
        }
        text.append(contentsOf: "\"lat\":".utf8)
        DecimalText.append(position.latitude, decimals: degreeDecimals, to: &text)
        text.append(contentsOf: ",\"lon\":".utf8)
        DecimalText.append(position.longitude, decimals: degreeDecimals, to: &text)
        text.append(contentsOf: ",\"mode\":".utf8)
        DecimalText.append(UInt64(position.dimensions.rawValue), to: &text)
        if let altitude = position.altitude {
            text.append(contentsOf: ",\"altitude_m\":".utf8)
            DecimalText.append(altitude, decimals: metreDecimals, to: &text)
        }
        if let speed = position.speed {
            text.append(contentsOf: ",\"speed_mps\":".utf8)
            DecimalText.append(speed, decimals: metreDecimals, to: &text)
        }
        text.append(UInt8(ascii: "}"))
    }

    /// `"23:59:60.000"` from milliseconds since midnight; a leap second has the second 60.
    static func append(timeOfDay: UInt32, to text: inout [UInt8]) {
        let isLeap = timeOfDay >= 86_400_000
        let seconds = min(timeOfDay, 86_399_999) / 1_000
        text.append(UInt8(ascii: "\""))
        DecimalText.append(seconds / 3_600, digits: 2, to: &text)
        text.append(UInt8(ascii: ":"))
        DecimalText.append(seconds / 60 % 60, digits: 2, to: &text)
        text.append(UInt8(ascii: ":"))
        DecimalText.append(isLeap ? 60 : seconds % 60, digits: 2, to: &text)
        text.append(UInt8(ascii: "."))
        DecimalText.append(timeOfDay % 1_000, digits: 3, to: &text)
        text.append(UInt8(ascii: "\""))
    }
}
