import FieldModel
import TestKit
import Testing

@testable import Codecs

@Suite struct CoordinateTextTests {
    @Test(
        arguments: [
            "59.3522, 18.0322", "59.3522,18.0322", "59,3522 18,0322", "59,3522, 18,0322", "59,3522; 18,0322",
            "N59.3522 E18.0322", "59.3522N 18.0322E", "18.0322 E, 59.3522 N", "n 59.3522 ö 18.0322",
            "+59.3522+018.0322/", "59°21.132' 18°01.932'", "N 59° 21.132′ E 18° 1.932′", "59 21.132 18 1.932",
            "59°21'7.92\"N 18°1'55.92\"E", "59 21 7.92 N 18 1 55.92 E", "59° 21′ 7,92″ N, 18° 1′ 55,92″ Ö",
            "59:21:7.92 18:01:55.92",
        ]
    ) func `degrees are read as people write them`(text: String) throws {
        let read = try CoordinateText(text)
        #expect(read.notation == .wgs84)
        #expect(abs(read.point.latitude - 59.3522) < 1e-9, "\(read.point)")
        #expect(abs(read.point.longitude - 18.0322) < 1e-9, "\(read.point)")
    }

    @Test(
        arguments: [
            ("-33.8568, 151.2153", -33.8568, 151.2153), ("33.8568 S 151.2153 E", -33.8568, 151.2153),
            ("-12.5 -77.25", -12.5, -77.25), ("64 N 21 V", 64, -21), ("90 0", 90, 0),
            ("-90, -180", -90, -180),
        ]
    ) func `signs and letters tell the hemisphere`(text: String, latitude: Double, longitude: Double) throws {
        let point = try CoordinateText(text).point
        #expect(abs(point.latitude - latitude) < 1e-9)
        #expect(abs(point.longitude - longitude) < 1e-9)
    }

    @Test(
        arguments: [
            "N 6583196 E 672386", "6583196, 672386", "6583196,672386", "6583196 672386", "672386 6583196",
            "6583196N 672386E", "E 672386 N 6583196", "6583196.0 672386.0",
        ]
    ) func `SWEREF 99 TM is read in either order`(text: String) throws {
        let read = try CoordinateText(text)
        #expect(read.notation == .sweref99TM)
        #expect(
            try #require(GeographicPoint(latitude: 59.3522, longitude: 18.0322)).distance(to: read.point)
                < 1.5
        )
    }

    @Test(arguments: ["34V CL 31273 83031", "34VCL3127383031", "34v cl 31273 83031", "34VCL 3127383031"])
    func `MGRS is read with and without spaces`(text: String) throws {
        let read = try CoordinateText(text)
        #expect(read.notation == .mgrs)
        #expect(
            try #require(GeographicPoint(latitude: 59.3522, longitude: 18.0322)).distance(to: read.point)
                < 1.5
        )
    }

    @Test(
        arguments: [
            ("", .empty), ("   ", .empty), ("59.3522", .incomplete), ("N 59 E", .incomplete),
            ("59.3522 N", .incomplete), ("Storgatan 5", .unexpectedCharacter),
            ("59.3522 N 18.0322 O", .ambiguousLetter),
            ("59 N 18 N", .sameAxis), ("59 N 18 E 3 E", .sameAxis), ("91, 18", .latitudeOutOfRange),
            ("59, 181", .longitudeOutOfRange), ("59 60.0 N 18 0 E", .sixtyOrMore),
            ("59 10 60 N 18 0 0 E", .sixtyOrMore),
            ("59.5 10 N 18 0 E", .malformed), ("59' 18'", .malformed), ("-59 N 18 E", .malformed),
            ("1.2.3, 4", .malformed), ("1, 2, 3", .malformed), ("1 2 3 4 N 5 E", .tooManyNumbers),
            ("1 2 3", .incomplete), ("59°21'', 18", .malformed), ("6580994, 1628293", .rt90),
            ("6583196, 99", .latitudeOutOfRange),
            ("9583196, 672386", .outsideSweden), ("00V CL 1 1", .noSuchZone), ("61V CL 1 1", .noSuchZone),
            ("32X CL 1 1", .noSuchZone), ("34I CL 1 1", .noSuchBand), ("34A CL 1 1", .noSuchBand),
            ("34V JL 1 1", .noSuchSquare), ("34V AL 1 1", .squareElsewhere), ("34V CI 1 1", .noSuchSquare),
            ("34V CW 1 1", .noSuchSquare),
            ("34V CL 123", .oddDigits), ("34V CL 123456 123456", .oddDigits),
            ("34V CA 1 1", .squareElsewhere),
            (String(repeating: "5", count: 101), .tooLong),
        ] as [(String, CoordinateError)]
    ) func `what is wrong is said`(text: String, error: CoordinateError) {
        #expect(throws: error) { try CoordinateText(text) }
    }

    @Test func `every error has a message of its own`() {
        #expect(Set(CoordinateError.allCases.map(\.message)).count == CoordinateError.allCases.count)
    }

    @Test func `no text traps`() {
        var random = SplitMix(4)
        let alphabet = Array("0123456789.,;/-+ NSEWÖVOCLX°'\"′″:\u{0}é".unicodeScalars)
        for _ in 0..<100_000 {
            var text = ""
            for _ in 0..<Int.random(in: 0...24, using: &random) {
                guard let scalar = alphabet.randomElement(using: &random) else { continue }
                text.unicodeScalars.append(scalar)
            }
            guard let read = try? CoordinateText(text) else { continue }
            #expect((-90...90).contains(read.point.latitude), "\(text)")
        }
    }
}
