import FieldModel
import TestKit
import Testing

@testable import Codecs

@Suite struct GridTests {
    private func place(_ latitude: Double, _ longitude: Double) throws -> GeographicPoint {
        try #require(GeographicPoint(latitude: latitude, longitude: longitude))
    }

    @Test func `a known place has its known SWEREF 99 TM`() throws {
        let grid = try SWEREF99TM(place(59.3522, 18.0322))
        #expect(abs(grid.northing - 6_583_196) <= 1)
        #expect(abs(grid.easting - 672_386) <= 1)
        #expect(grid.text == "N 6583196 E 672386")
    }

    /// GRS 80: 4,984,944.378 m of meridian from the equator to 45° and 10,001,965.729 m to the pole.
    @Test(
        arguments: [(45, 4_984_944.378), (90, 10_001_965.729), (-45, -4_984_944.378), (0, 0)]
            as [(Double, Double)]
    )
    func `the central meridian is as long as it is`(latitude: Double, arc: Double) {
        let metres = TransverseMercator(axis: 6_378_137, inverseFlattening: 298.257_222_101, meridian: 15)
            .project(latitude: latitude, longitude: 15)
        #expect(abs(metres.northing - arc * 0.9996) < 0.001)
        #expect(abs(metres.easting - 500_000) < 1e-6)
    }

    /// The example of IOGP 373-7-2, §3.5.3.1: Airy 1830, origin 49° N 2° W.
    @Test func `the published example of the method comes out to the centimetre`() {
        let grid = TransverseMercator(
            axis: 6_377_563.396,
            inverseFlattening: 299.324_964_6,
            meridian: -2,
            scale: 0.999_601_271_7,
            falseEasting: 400_000
        )
        let origin = grid.project(latitude: 49, longitude: -2)
        let metres = grid.project(latitude: 50.5, longitude: 0.5)
        #expect(abs(metres.easting - 577_274.99) < 0.01)
        #expect(abs(metres.northing - origin.northing - 100_000 - 69_740.50) < 0.02)
    }

    @Test(
        arguments: [
            (59.3522, 18.0322, "34V CL 31273 83031"), (59.2215, 17.9390, "33V XF 67731 68413"),
        ]
    ) func `a known place has its known MGRS`(latitude: Double, longitude: Double, text: String) throws {
        let square = try MGRS(place(latitude, longitude))
        let known = try MGRS(Array(text.utf8.filter { $0 != 0x20 }))
        #expect(square.zone == known.zone)
        #expect(abs(square.easting - known.easting) <= 1)
        #expect(abs(square.northing - known.northing) <= 1)
        #expect(known.text == text)
    }

    @Test(
        arguments: [
            (60.39, 5.32, "32V"), (58.97, 2.99, "31V"), (58.97, 3.0, "32V"), (63.99, 11.99, "32V"),
            (64.0, 5.32, "31W"), (55.99, 5.32, "31U"), (78.22, 15.65, "33X"), (78, 8.99, "31X"),
            (78, 9, "33X"),
            (78, 20.99, "33X"), (78, 21, "35X"), (78, 32.99, "35X"), (78, 33, "37X"), (78, 41.99, "37X"),
            (78, 42, "38X"), (84, 20, "33X"), (-80, -180, "1C"), (0, 180, "1N"), (-0.0001, 179.99, "60M"),
        ]
    ) func `zones have the exceptions of Norway and Svalbard`(
        latitude: Double,
        longitude: Double,
        zone: String
    ) throws {
        #expect(try UTMZone(place(latitude, longitude)).text == zone)
    }

    @Test func `poles are refused`() throws {
        let (north, south) = (try place(84.0001, 0), try place(-80.0001, 0))
        #expect(throws: CoordinateError.polar) { try MGRS(north) }
        #expect(throws: CoordinateError.polar) { try MGRS(south) }
        #expect(throws: CoordinateError.outsideSweden) { try SWEREF99TM(north) }
    }

    @Test func `all of Sweden goes to both grids and back within a metre`() throws {
        var (worst, worstSquare) = (0.0, 0.0)
        for row in 0...280 {
            let latitude = 55.2 + Double(row) * 0.05
            // Sweden reaches beyond 20° in the north only.
            for column in 0...(latitude < 65 ? 95 : 140) {
                let point = try place(latitude, 10.5 + Double(column) * 0.1)
                let grid = try SWEREF99TM(point)
                worst = max(worst, try #require(grid.point).distance(to: point))
                let square = try MGRS(point)
                worstSquare = max(worstSquare, try #require(square.point).distance(to: point))
                let packed = Array(square.text.utf8.filter { $0 != 0x20 })
                #expect(try MGRS(packed) == square)
            }
        }
        #expect(worst < 0.001)
        #expect(worstSquare < 1)
    }

    @Test func `all of the world goes to MGRS and back within a metre`() throws {
        var random = SplitMix(9)
        for _ in 0..<20_000 {
            let point = try place(
                .random(in: -80...84, using: &random),
                .random(in: -180...180, using: &random)
            )
            let square = try MGRS(point)
            let back = try #require(try MGRS(Array(square.text.utf8.filter { $0 != 0x20 })).point)
            #expect(back.distance(to: point) < 1.01, "\(point) \(square.text)")
        }
    }

    /// Added to 80° it vanishes, so its band is the northern one; found by `scripts/fuzz`.
    @Test func `a hair south of the equator is on it`() throws {
        #expect(try MGRS(place(-1e-23, 0)).text == "31N AA 66021 00000")
    }

    @Test func `coarser squares contain the place`() throws {
        let names = ["34VCL", "34VCL38", "34VCL3183", "34VCL312830", "34VCL31278303"]
        let point = try place(59.3522, 18.0322)
        for (digits, name) in names.enumerated() {
            let square = try MGRS(Array(name.utf8))
            #expect(square.digits == digits)
            #expect(try #require(square.point).distance(to: point) <= Double(square.size) * 0.72)
        }
    }

    @Test(
        arguments: [
            (59.3522, 18.0322, "59° 21.132′ N 18° 01.932′ E", "59.35220, 18.03220"),
            (-0.5, -0.999_999_99, "0° 30.000′ S 1° 00.000′ W", "-0.50000, -1.00000"),
        ]
    ) func `degrees are written so that they can be read again`(
        latitude: Double,
        longitude: Double,
        minutes: String,
        decimal: String
    ) throws {
        let point = try place(latitude, longitude)
        #expect(point.minutesText == minutes)
        #expect(point.decimalText == decimal)
        #expect(try CoordinateText(minutes).point.distance(to: point) < 2)
        #expect(try CoordinateText(decimal).point.distance(to: point) < 2)
    }
}
