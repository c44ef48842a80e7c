import Codecs
import FieldModel
import Testing

@Suite struct NMEAParserTests {
    private func sentence(_ body: String) -> [UInt8] {
        let sum = body.utf8.reduce(0, ^)
        let hex = String(sum, radix: 16, uppercase: true)
        return Array("$\(body)*\(hex.count == 1 ? "0" : "")\(hex)".utf8)
    }

    private func outcome(_ bytes: [UInt8]) -> NMEAParser.Outcome {
        var parser = NMEAParser()
        return parser.parse(bytes.span)
    }

    private func outcomes(_ bodies: [String]) -> [NMEAParser.Outcome] {
        var parser = NMEAParser()
        return bodies.map { body in
            let bytes = sentence(body)
            return parser.parse(bytes.span)
        }
    }

    @Test func `RMC and GGA of one second are one epoch`() throws {
        let results = outcomes([
            "GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,",
            "GNRMC,123519.00,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W,A",
        ])
        #expect(results[0] == .pending)
        guard case .position(let position) = results[1] else {
            Issue.record("no position")
            return
        }
        #expect(position.timeOfDay == 45_319_000)
        #expect(abs(position.latitude - 48.1173) < 1e-7)
        #expect(abs(position.longitude - 11.516_666_667) < 1e-7)
        #expect(position.height == 545.4)
        #expect(abs((position.speed ?? 0) - 11.5236) < 1e-3)
        #expect(position.course == 84.4)
        #expect(position.satellites == 8)
        #expect(position.date == CalendarDay(year: 1994, month: 3, day: 23))
        let fix = try #require(position.fix)
        #expect(fix.latitude == 48_117_300)
        #expect(fix.accuracy == 5)
        #expect(fix.integrity == .ok)
    }

    private func seconds(_ outcomes: [NMEAParser.Outcome]) -> [UInt32?] {
        outcomes.map {
            if case .position(let position) = $0 { position.timeOfDay.map { $0 / 1_000 - 43_200 } } else { nil }
        }
    }

    @Test func `a receiver that sends one kind is late at first only`() {
        let results = outcomes((0..<6).map { "GPRMC,12000\($0),A,5910.0,N,01738.0,E,0.0,,010126,,,A" })
        #expect(seconds(results) == [nil, 0, 1, 3, 4, 5])
    }

    @Test func `one lost sentence makes one epoch late`() {
        let bodies = (0..<4).flatMap { second in
            [
                "GPRMC,12000\(second),A,5910.0,N,01738.0,E,0.0,,010126,,,A",
                "GPGGA,12000\(second),5910.0,N,01738.0,E,1,08,0.9,5,M,,M,,",
            ]
        }
        let results = outcomes(bodies.enumerated().filter { $0.offset != 3 }.map(\.element))
        #expect(seconds(results) == [nil, 0, nil, 1, 2, nil, 3])
    }

    @Test(arguments: [
        "GPRMC,120000,V,,,,,,,010126,,,N", "GPGGA,120000,,,,,0,00,,,M,,M,,", "GPGGA,,,,,,,,,,,,,,",
        "GPRMC,,V,,,,,,,,,,N",
    ])
    func `a sky without satellites is no error`(body: String) {
        #expect(outcomes([body]) == [.noFix])
    }

    @Test(arguments: [
        "GPRMC,250000,A,5910.0,N,01738.0,E,0.0,,010126,,,A",
        "GPRMC,120000,A,9110.0,N,01738.0,E,0.0,,010126,,,A",
        "GPRMC,120000,A,5960.0,N,01738.0,E,0.0,,010126,,,A",
        "GPRMC,120000,A,5910.0,X,01738.0,E,0.0,,010126,,,A",
        "GPRMC,120000,A,5910.0,N,18138.0,E,0.0,,010126,,,A",
        "GPRMC,120000,A,59x0.0,N,01738.0,E,0.0,,010126,,,A",
        "GPRMC,120000,A,-5910.0,N,01738.0,E,0.0,,010126,,,A",
        "GPRMC,1200,A,5910.0,N,01738.0,E,0.0,,010126,,,A",
        "GPRMC,120000,A,5910.0,N,01738.0,E,0.0,400,010126,,,A", "GPRMC,120000,A,,,,,0.0,,010126,,,A",
        "GPRMC,120000,A,5910.0,N,01738.0,E,99999999999999999999,,010126,,,A",
        "GPGGA,120000,5910.0,N,01738.0,E,77,08,0.9,5,M,,M,,",
        "GPRMC,120000,Q,5910.0,N,01738.0,E,0.0,,010126,,,A",
    ])
    func `nonsense in a field is malformed`(body: String) {
        #expect(outcomes([body]) == [.rejected(.malformed)])
    }

    @Test(arguments: [
        ("$GPRMC,120000,A,5910.0,N,01738.0,E,0.0,,010126,,,A*00", NMEAFault.checksum), ("", .malformed),
        ("$", .malformed), ("$*00", .malformed), ("hello", .malformed), ("$GPRMC*4B", .malformed),
        ("$GPRMC,120000,A,5910.0,N,01738.0,E", .malformed),
        ("$GPGLL,4916.45,N,12311.12,W,225444,A*31", .unsupported), ("$PUBX,00,1,2*30", .unsupported),
    ])
    func `a broken frame gives its reason`(text: String, fault: NMEAFault) {
        #expect(outcome(Array(text.utf8)) == .rejected(fault))
    }

    @Test func `a sentence over 120 bytes is malformed`() {
        let body = "GPRMC,120000,A,5910.0,N,01738.0,E,0.0,,010126,,,A" + String(repeating: ",", count: 80)
        #expect(outcomes([body]) == [.rejected(.malformed)])
    }

    @Test func `a sentence after half of another is read`() {
        let bytes = Array("$GPGGA,1200".utf8) + sentence("GPRMC,120000,V,,,,,,,010126,,,N")
        #expect(outcome(bytes) == .noFix)
    }

    @Test func `any precision keeps its digits`() {
        let results = outcomes([
            "GPGGA,120000.123,5910.12345678901234567890123,N,01738.1,E,4,12,0.5,1.5,M,,M,,",
            "GPRMC,120000.123,A,5910.12345678901234567890123,N,01738.1,E,0.0,360.0,010126,,,R",
        ])
        guard case .position(let position) = results[1] else {
            Issue.record("no position")
            return
        }
        #expect(abs(position.latitude - (59 + 10.123_456_789_012_345 / 60)) < 1e-12)
        #expect(position.timeOfDay == 43_200_123)
        #expect(position.course == 0)
        #expect(position.mode == .differential)
    }

    @Test(arguments: 0..<200)
    func `no bytes crash the parser`(seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
        var bytes = sentence("GNRMC,123519.00,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W,A")
        for _ in 0..<1 + next() % 4 {
            bytes[Int(next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: next())
        }
        bytes.removeLast(Int(next() % 3))
        _ = outcome(bytes)
        let body = bytes.filter { $0 != 0x24 && $0 != 0x2A }
        _ = outcome(Array(sentence(String(decoding: body, as: UTF8.self)).prefix(120)))
    }
}
