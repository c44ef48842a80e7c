import Codecs
import FieldModel
import Testing

@Suite struct NMEAParserTests {
    private func outcome(_ bytes: [UInt8]) -> NMEAParser.Outcome {
        var parser = NMEAParser()
        return parser.parse(bytes.span)
    }

    @Test func `RMC and GGA of one second are one epoch`() throws {
        let found = NMEALines.positions([
            "GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,",
            "GNRMC,123519.00,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W,A",
        ])
        #expect(found.count == 1)
        let position = try #require(found.first)
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

    @Test func `bad lines leave the epoch untouched`() {
        var parser = NMEAParser()
        var found = 0
        for second in 0..<10 {
            for line in [NMEALines.rmc(second), "GPXXX,1", "GPGGA,12x,,,,,", NMEALines.gga(second)] {
                if case .position(let position) = parser.parse(NMEALines.sentence(line).span) {
                    found += 1
                    #expect(position.speed != nil && position.height != nil)
                }
            }
        }
        #expect(found == 10)
    }

    @Test func `each refusal has its reason`() {
        #expect(outcome(Array("$GPRMC,1*00".utf8)) == .rejected(.checksum))
        #expect(outcome(Array("noise".utf8)) == .rejected(.malformed))
        #expect(outcome(NMEALines.sentence("GPXXX,1")) == .rejected(.unsupported))
        #expect(outcome(Array("$GPGSV,1,1,00".utf8)) == .rejected(.unchecked))
    }

    @Test(arguments: 0..<200)
    func `no bytes crash the parser`(seed: UInt64) {
        let bodies = [
            "GNRMC,123519.00,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W,A",
            "GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,",
            "GNGNS,120000,5910.0,N,01738.0,E,AN,13,0.93,25.5,23.1,,,V", "GPGLL,5910.0,N,01738.0,E,120000,A,A",
            "PUBX,00,081350.00,4717.113210,N,00833.915187,E,546.589,G3,2.1,2.0,36.0,77.52,0.007,,0.92,1.19,0.77,9,0,0",
            "PUBX,04,120000.00,211126,0,0,18,0,0,21", "GPZDA,120000.00,21,11,2026,00,00", "GPHDT,12.3,T",
            "GPVTG,90.0,T,,M,9.7,N,18.0,K,A", "GPGSA,A,3,01,02,03,,,,,,,,,,2.0,1.0,1.7",
            "GPGST,120000,,,,,3,4,5",
        ]
        var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
        func next(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(max(1, limit)))
        }
        let alphabet = Array(",,,..--*$NSEWAVTM0123456789P\u{0}\u{7F}".utf8)
        var parser = NMEAParser(policy: seed % 2 == 0 ? .require : .acceptAbsent)
        for _ in 0..<200 {
            var body = Array(bodies[next(bodies.count)].utf8)
            for _ in 0..<next(6) {
                guard !body.isEmpty else { break }
                let place = next(body.count)
                switch next(3) {
                case 0: body[place] = alphabet[next(alphabet.count)]
                case 1: body.remove(at: place)
                default: body.insert(alphabet[next(alphabet.count)], at: place)
                }
            }
            var line = NMEALines.sentence(String(decoding: body, as: UTF8.self))
            if next(4) == 0 { line.removeLast(next(line.count)) }
            if case .position(let position) = parser.parse(line.span) {
                #expect((-90...90).contains(position.latitude) && (-180...180).contains(position.longitude))
                #expect((position.timeOfDay ?? 0) < 86_401_000)
            }
            _ = parser.takeNext()
        }
        _ = parser.finish()
    }
}
