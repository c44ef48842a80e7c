import Codecs
import FieldModel
import Testing

@Suite struct PositionTextTests {
    private func text(_ position: Position) -> String {
        var line: [UInt8] = []
        PositionText.append(position, to: &line)
        return String(decoding: line, as: UTF8.self)
    }

    @Test func `everything known stands in the order of the contract`() {
        let position = Position(
            timeOfDay: 45_319_000,
            latitude: 48.1173,
            longitude: -11.516_666_666_666_667,
            mode: .autonomous,
            altitude: 592.3,
            speed: 11.523_555_6
        )
        #expect(
            text(position) == #"{"tod":"12:35:19.000","lat":48.1173,"lon":-11.5166666667,"mode":3,"#
                + #""altitude_m":592.3,"speed_mps":11.5236}"#
        )
    }

    @Test func `what is unknown is absent, and a height above the sea is no altitude`() {
        let position = Position(
            timeOfDay: nil,
            latitude: 0,
            longitude: -180,
            dimensions: .two,
            mode: .manual,
            height: 5
        )
        #expect(text(position) == #"{"lat":0,"lon":-180,"mode":2}"#)
    }

    @Test(
        arguments: [
            (0, "00:00:00.000"), (86_399_999, "23:59:59.999"), (86_400_000, "23:59:60.000"),
            (86_400_999, "23:59:60.999"), (3_661_001, "01:01:01.001"), (UInt32.max, "23:59:60.295"),
        ] as [(UInt32, String)]
    )
    func `time of day`(milliseconds: UInt32, expected: String) {
        let position = Position(timeOfDay: milliseconds, latitude: 1, longitude: 1, mode: .autonomous)
        #expect(text(position) == #"{"tod":"\#(expected)","lat":1,"lon":1,"mode":3}"#)
    }

    @Test(
        arguments: [
            (0.1, 10, "0.1"), (-0.00001, 10, "-0.00001"), (0.000_000_000_04, 10, "0"),
            (-0.000_000_000_04, 10, "0"),
            (123.456_789, 3, "123.457"), (999.9996, 3, "1000"), (5, 0, "5"), (.infinity, 3, "null"),
            (.nan, 3, "null"),
            (1e300, 3, "null"), (1, 400, "null"), (-1, -1, "-1"),
        ] as [(Double, Int, String)]
    )
    func `a number keeps so many digits and no zeros behind`(value: Double, decimals: Int, expected: String) {
        var line: [UInt8] = []
        DecimalText.append(value, decimals: decimals, to: &line)
        #expect(String(decoding: line, as: UTF8.self) == expected)
    }

    @Test func `a sentence is explained by what it tells`() throws {
        var line: [UInt8] = []
        try NMEALines.reading("GPRMC,120000,A,5910.0,N,01738.0,E,10,90,010126,,,D").append(to: &line)
        #expect(
            String(decoding: line, as: UTF8.self)
                == #"{"tod":"12:00:00.000","date":"2026-01-01","lat":59.1666666667,"#
                + #""lon":17.6333333333,"solution":"differential","speed_mps":5.1444,"course_deg":90}"#
        )
    }
}
