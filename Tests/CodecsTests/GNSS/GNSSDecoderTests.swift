import FieldModel
import Testing

@testable import Codecs

@Suite struct GNSSDecoderTests {
    private func outcomes(_ bytes: [UInt8], chunk: Int = .max) -> [GNSSDecoder.Outcome] {
        var decoder = GNSSDecoder()
        var outcomes: [GNSSDecoder.Outcome] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(chunk)
            rest = rest.dropFirst(decoder.push(part.span))
            while let outcome = decoder.next() { outcomes.append(outcome) }
        }
        decoder.finish()
        while let outcome = decoder.next() { outcomes.append(outcome) }
        return outcomes
    }

    private func positions(_ bytes: [UInt8]) -> [Position] {
        outcomes(bytes).compactMap { if case .position(let position) = $0 { position } else { nil } }
    }

    private static func sentence(_ body: String) -> [UInt8] {
        let sum = String(body.utf8.reduce(0, ^), radix: 16)
        return Array("$\(body)*\(sum.count == 1 ? "0" : "")\(sum)\r\n".utf8)
    }

    private static func nmea(_ second: Int) -> [UInt8] {
        let time = "1200\(second < 10 ? "0" : "")\(second).00"
        return sentence("GNRMC,\(time),A,5921.132,N,01801.932,E,10.0,45.0,010626,,,A")
            + sentence("GNGGA,\(time),5921.132,N,01801.932,E,1,08,0.8,12.0,M,,M,,")
    }

    private static func ubx(_ second: Int) -> [UInt8] {
        let time = 129_618_000 + second * 1_000
        return UBXBytes.frame(.navPVT, UBXBytes.pvt(at: time, nanoseconds: 0, clock: (12, 0, second)))
            + UBXBytes.frame(.navEOE, UBXBytes.end(at: time))
    }

    @Test func `a receiver that says everything twice is heard once`() {
        let mixed = (0..<20).flatMap { Self.ubx($0) + Self.nmea($0) }
        let found = positions(mixed)
        #expect(found.map(\.timeOfDay) == (0..<20).map { 43_200_000 + $0 * 1_000 })
        #expect(found.allSatisfy { $0.accuracy == 1.5 })
    }

    @Test func `NMEA goes on where UBX falls silent`() {
        let stream = (0..<5).flatMap { Self.ubx($0) + Self.nmea($0) } + (5..<20).flatMap { Self.nmea($0) }
        let seconds = positions(stream).compactMap(\.timeOfDay).map { $0 / 1_000 % 60 }
        #expect(seconds == Array(0..<5) + Array(9..<20))
    }

    @Test func `monitors of the receiver speak for its NMEA positions`() {
        let radio = UBXBytes.frame(.monRF, UBXBytes.payload(28, [(1, 1, 1), (5, 1, 3)]))
        let found = positions(
            Self.nmea(0) + radio + (1..<59).flatMap { Self.nmea($0) } + Self.nmea(59) + Self.nmea(0)
                + Self.nmea(1) + Self.nmea(2)
        )
        #expect(
            found.map(\.jamming) == [Fix.Interference](repeating: .critical, count: 60)
                + [.unknown, .unknown, .unknown]
        )
    }

    @Test func `each frame's fault keeps its kind`() {
        let bytes =
            Self.sentence("GNXXX,1") + UBXBytes.frame(UBXMessage(rawValue: 0x0143), [0])
            + UBXBytes.frame(.navPVT, [0]) + Array(#"{"class":"XYZ"}"#.utf8) + [0x0A] + [1, 2, 3]
        #expect(
            outcomes(bytes) == [
                .rejected(.nmea(.unsupported)), .rejected(.ubx(.unsupported)), .rejected(.ubx(.malformed)),
                .rejected(.gpsd(.unsupported)), .garbage(3),
            ]
        )
    }

    @Test func `a million random bytes give no position and end`() {
        var random = Shuffle(seed: 4)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1_000_000)
        while bytes.count < 1_000_000 {
            let word = random.next()
            for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> (8 * shift))) }
        }
        #expect(positions(bytes).isEmpty)
    }

    @Test(arguments: 0..<10)
    func `a million damaged bytes never trap`(seed: UInt64) {
        var random = Shuffle(seed: seed)
        let line =
            Array(#"{"class":"TPV","mode":3,"time":"2026-06-01T12:00:00Z","lat":1,"lon":2}"#.utf8) + [0x0A]
        var bytes: [UInt8] = []
        var second = 0
        while bytes.count < 100_000 {
            second = (second + 1) % 60
            var part = Self.ubx(second) + Self.nmea(second) + line
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                part[Int.random(in: part.indices, using: &random)] = .random(in: 0 ... .max, using: &random)
            }
            bytes += part.dropLast(Int.random(in: 0...2, using: &random))
        }
        let whole = outcomes(bytes)
        #expect(outcomes(bytes, chunk: 37) == whole)
        for case .position(let position) in whole {
            #expect((-90...90).contains(position.latitude) && (-180...180).contains(position.longitude))
        }
    }
}
