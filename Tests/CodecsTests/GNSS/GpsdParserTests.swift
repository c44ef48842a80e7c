import FieldModel
import Testing

@testable import Codecs

@Suite struct GpsdParserTests {
    private func outcomes(_ lines: [String]) -> [GpsdParser.Outcome] {
        var parser = GpsdParser()
        return lines.map { line in
            let bytes = Array(line.utf8)
            return parser.parse(bytes.span)
        }
    }

    private func tpv(_ members: String) -> String { #"{"class":"TPV","device":"/dev/a",\#(members)}"# }

    private let sky = #"{"class":"SKY","device":"/dev/a","hdop":0.82,"uSat":9,"satellites":[]}"#

    @Test func `a TPV is a position at full precision`() {
        let line = tpv(
            #""status":3,"mode":3,"time":"2026-06-01T12:00:00.100Z","leapseconds":18,"ept":0.005,"lat":59.352200137,"lon":18.032199951,"altHAE":51.2340,"altMSL":28.0,"alt":28.0,"epx":1.0,"epy":1.0,"track":84.4000,"speed":12.345,"eph":1.50e0"#
        )
        #expect(
            outcomes([sky, line]) == [
                .report(.sky(hdop: 0.82, satellites: 9)),
                .position(
                    Position(
                        timeOfDay: 43_200_100,
                        latitude: 59.352_200_137,
                        longitude: 18.032_199_951,
                        mode: .fixedRTK,
                        altitude: 51.234,
                        height: 28,
                        speed: 12.345,
                        course: 84.4,
                        hdop: 0.82,
                        accuracy: 1.5,
                        satellites: 9,
                        date: CalendarDay(year: 2_026, month: 6, day: 1)
                    )
                ),
            ]
        )
    }

    @Test(arguments: [
        (0, Position.Mode.autonomous), (1, .autonomous), (2, .differential), (3, .fixedRTK), (4, .floatRTK),
        (5, .estimated), (6, .autonomous), (7, .manual), (8, .simulated), (9, .autonomous), (-7, .autonomous),
    ])
    func `the status decides the mode`(status: Int, mode: Position.Mode) {
        guard
            case .position(let position) = outcomes([tpv(#""status":\#(status),"mode":2,"lat":1,"lon":2"#)])[
                0
            ]
        else {
            Issue.record("no position")
            return
        }
        #expect(position.mode == mode)
        #expect(position.dimensions == .two)
        #expect(position.timeOfDay == nil)
    }

    @Test(arguments: [
        #""mode":1,"time":"2026-06-01T12:00:00.000Z""#, #""mode":0"#, #""lat":1,"lon":2"#, #""mode":3"#,
        #""mode":3,"lat":59.0"#, #""mode":3,"lat":"59.0","lon":18"#,
    ])
    func `a TPV without a fix is none`(members: String) { #expect(outcomes([tpv(members)]) == [.noFix]) }

    @Test(arguments: [
        ("12:00:00.0996", 43_200_100 as UInt32), ("12:00:59.9996", 43_259_999), ("23:59:59.9999", 86_399_999),
        ("23:59:60.25", 86_400_250), ("23:59:60.9996", 86_400_999),
    ])
    func `a time is rounded within its second`(text: String, time: UInt32) {
        let line = tpv(#""mode":2,"time":"2016-12-31T\#(text)Z","lat":1,"lon":2"#)
        guard case .position(let position) = outcomes([line])[0] else {
            Issue.record("no position")
            return
        }
        #expect(position.timeOfDay == time)
    }

    @Test func `of one instant and device only the first position counts`() {
        let line = tpv(#""mode":3,"time":"2026-06-01T12:00:00.000Z","lat":1,"lon":2"#)
        let other = line.replacing("/dev/a", with: "/dev/b")
        let later = line.replacing("00.000Z", with: "01.000Z")
        let isPosition = outcomes([line, line, other, other, line, later]).map {
            if case .position = $0 { true } else { false }
        }
        #expect(isPosition == [true, false, true, false, false, true])
    }

    @Test func `a sky of long ago or of another device does not count`() {
        let lines =
            [sky]
            + (0..<12).map { tpv(#""mode":3,"time":"2026-06-01T12:00:\#($0 + 10).000Z","lat":1,"lon":2"#) }
        let hdops = outcomes(lines + [lines[1].replacing("/dev/a", with: "/dev/b")]).compactMap {
            if case .position(let position) = $0 { position.hdop ?? 0 } else { nil }
        }
        #expect(hdops == [Double](repeating: 0.82, count: 10) + [0, 0, 0])
    }

    @Test(arguments: [
        (
            #"{"class":"VERSION","release":"3.22","rev":"3.22","proto_major":3,"proto_minor":14}"#,
            GpsdReport.version(major: 3, minor: 14)
        ),
        (
            #"{"class":"DEVICES","devices":[{"class":"DEVICE","path":"/dev/a","activated":"2026-06-01T12:00:00.000Z"},{"class":"DEVICE","path":"/dev/b"}]}"#,
            .devices(known: 2, open: 1)
        ), (#"{"class":"DEVICES","devices":[]}"#, .devices(known: 0, open: 0)),
        (
            #"{"class":"DEVICES","devices":[{"path":"/dev/a","activated":1,"activated":1},{"activated":1,"activated":null}]}"#,
            .devices(known: 2, open: 1)
        ),
        (
            #"{"class":"SKY","satellites":[{"used":true,"used":true},{"used":false}]}"#,
            .sky(hdop: nil, satellites: 1)
        ),
        (
            #"{"class":"WATCH","enable":true,"json":true,"nmea":false,"raw":0,"scaled":false}"#,
            .watch(isEnabled: true)
        ),
        (
            #"{"class":"TOFF","device":"/dev/a","real_sec":1780315200,"real_nsec":5,"clock_sec":1780315198,"clock_nsec":9}"#,
            .offset(nanoseconds: 1_999_999_996)
        ),
        (
            #"{"class":"SKY","hdop":99.99,"satellites":[{"PRN":1,"used":true},{"PRN":2,"used":false},{"PRN":3,"x":{"used":true},"used":true}]}"#,
            .sky(hdop: nil, satellites: 2)
        ),
    ])
    func `other classes tell what they tell`(line: String, report: GpsdReport) {
        #expect(outcomes([line]) == [.report(report)])
    }

    @Test(arguments: [
        (#"{"class":"VERSION","proto_major":4,"proto_minor":0}"#, GpsdFault.version),
        (#"{"class":"ERROR","message":"Unrecognized request"}"#, .refused),
        (#"{"class":"POLL","active":0}"#, .unsupported), ("{}", .malformed), ("{", .malformed),
        (#"{"mode":3}"#, .malformed), (#"{"class":3}"#, .malformed), (#"{"class":"TPV""#, .malformed),
        (#"{"class":"TPV","mode":3,}"#, .malformed), (#"{"class":"TPV" "mode":3}"#, .malformed),
        (#"{"class":"TPV","mode":1e999}"#, .malformed), (#"{"class":"TPV","mode":1e400}"#, .malformed),
        (#"{"class":"TPV","mode":tru}"#, .malformed), (#"{"class":"TPV","mode":-}"#, .malformed),
        (#"{"class":"TPV","x":[[[[[[[[[1]]]]]]]]]}"#, .malformed), (#"{"class":"TPV","x":"\"}"#, .malformed),
        (#"{"class":"TPV","mode":3,"lat":90.1,"lon":0}"#, .malformed),
        (#"{"class":"TPV","mode":4,"lat":0,"lon":0}"#, .malformed),
        (#"{"class":"TPV","mode":3,"lat":0,"lon":0,"speed":-1}"#, .malformed),
        (#"{"class":"TPV","mode":3,"lat":0,"lon":0,"time":"2026-06-01 12:00:00Z"}"#, .malformed),
        (#"{"class":"TPV","mode":3,"lat":0,"lon":0,"time":"2026-06-01T25:00:00Z"}"#, .malformed),
        (#"{"class":"SKY","satellites":[1]}"#, .malformed), (#"{"class":"WATCH"}"#, .malformed),
        (#"{"class":"TOFF","real_sec":99999999999,"real_nsec":0,"clock_sec":0,"clock_nsec":0}"#, .malformed),
    ])
    func `a line that is wrong gives its reason`(line: String, fault: GpsdFault) {
        #expect(outcomes([line]) == [.rejected(fault)])
    }

    @Test func `devices without end are remembered within bounds`() {
        var parser = GpsdParser()
        for number in 0..<1_000 {
            let line = Array(#"{"class":"SKY","device":"/dev/\#(number)","hdop":1}"#.utf8)
            _ = parser.parse(line.span)
        }
        #expect(parser.devices.count == GpsdParser.mostDevices)
    }

    @Test(arguments: 0..<50)
    func `no bytes crash the parser`(seed: UInt64) {
        var random = Shuffle(seed: seed)
        let lines = [sky, tpv(#""mode":3,"time":"2026-06-01T12:00:00.000Z","lat":1.5e1,"lon":-2"#)]
        var parser = GpsdParser()
        for line in lines {
            for _ in 0..<200 {
                var bytes = Array(line.utf8)
                for _ in 0..<Int.random(in: 1...6, using: &random) {
                    let index = Int.random(in: bytes.indices, using: &random)
                    switch Int.random(in: 0..<3, using: &random) {
                    case 0: bytes[index] = .random(in: 0x20...0x7E, using: &random)
                    case 1: bytes[index] = Array(#"{}[]",:\"#.utf8).randomElement(using: &random) ?? 0
                    default: bytes.remove(at: index)
                    }
                }
                _ = parser.parse(bytes.span)
            }
        }
    }
}
