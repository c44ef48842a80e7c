import Codecs
import FieldModel
import Testing

@Suite struct EpochAssemblerTests {
    private typealias L = NMEALines

    /// A receiver's burst each second, without some of its sentences.
    private func lines(
        _ seconds: Range<Int>,
        _ burst: [(Int) -> String],
        without lost: Set<Int> = []
    ) -> [String] {
        seconds.flatMap { second in burst.map { $0(second) } }.enumerated()
            .filter { !lost.contains($0.offset) }.map(\.element)
    }

    private func positions(_ bodies: [String]) -> [Position] { L.positions(bodies) }

    @Test func `the first epoch waits for the second, then each comes with its last sentence`() {
        #expect(L.seconds(lines(0..<4, [L.rmc, L.gga])) == [[], [], [0], [1], [], [2], [], [3]])
    }

    @Test func `one sentence that completes two epochs gives both`() {
        #expect(L.seconds(lines(0..<4, [L.rmc])) == [[], [0, 1], [2], [3]])
    }

    @Test func `a caller that leaves a second epoch gets it with the next line`() {
        var parser = NMEAParser()
        var found = 0
        for body in lines(0..<4, [L.rmc]) {
            if case .position = parser.parse(L.sentence(body).span) { found += 1 }
        }
        #expect(found == 3)
    }

    @Test(arguments: [
        ["RMC", "GGA"], ["GGA", "RMC"], ["GLL", "GGA", "RMC"],
        ["RMC", "VTG", "GGA", "GSA", "GLL", "GST", "ZDA"],
        ["GST", "GGA", "RMC"], ["ZDA", "GLL", "GGA", "VTG", "RMC"], ["VTG", "GGA"], ["GGA", "VTG"],
        ["GGA", "ZDA"],
        ["ZDA", "GGA"], ["GLL"], ["GGA"], ["GSA", "RMC", "GGA"], ["GSA", "GSA", "GGA", "GSA", "RMC"],
    ])
    func `any order and choice of sentences gives every epoch once and in time`(order: [String]) {
        let burst: [(Int) -> String] = order.map { name in
            switch name {
            case "RMC": L.rmc
            case "GGA": L.gga
            case "GLL": L.gll
            case "GST": L.gst
            case "ZDA": L.zda
            case "GSA": { _ in L.gsa(3) }
            default: { _ in L.vtg }
            }
        }
        let outcomes = L.seconds(lines(0..<20, burst))
        var given: [Int] = []
        for (index, seconds) in outcomes.enumerated() {
            given += seconds
            for second in seconds {
                #expect(
                    index / order.count - second <= (second < 2 ? 1 : 0),
                    "\(second) came with line \(index)"
                )
            }
        }
        #expect(given == Array(0..<20))
        #expect(positions(lines(0..<20, burst)).count == 20)
    }

    @Test func `one lost sentence makes its own epoch late and no other`() {
        let bodies = lines(0..<6, [L.rmc, L.gga], without: [7])
        #expect(L.seconds(bodies) == [[], [], [0], [1], [], [2], [], [3], [4], [], [5]])
    }

    @Test func `a sentence that was switched off is forgotten after three epochs`() {
        let bodies = lines(0..<8, [L.rmc, L.gga]) + lines(8..<14, [L.rmc])
        #expect(L.seconds(bodies).suffix(6) == [[], [8], [9], [10, 11], [12], [13]])
        #expect(positions(bodies).compactMap(\.timeOfDay).map { Int($0) / 1_000 - 43_200 } == Array(0..<14))
    }

    @Test func `a kind that comes every fifth second is not waited for`() {
        let bodies = (0..<20).flatMap { $0 % 5 == 0 ? [L.rmc($0), L.gst($0)] : [L.rmc($0)] }
        let outcomes = L.seconds(bodies)
        for (body, second) in zip(bodies, outcomes).dropFirst(8) where body.hasPrefix("GPRMC") {
            #expect(second.count == 1, "\(body)")
        }
    }

    @Test func `receivers that send different sentences in turn are learned by what opens an epoch`() {
        let bodies = stride(from: 0, to: 20, by: 2).flatMap { [L.rmc($0), L.gga($0), L.gll($0 + 1)] }
        let found = positions(bodies)
        #expect(found.count == 20)
        for (index, position) in found.enumerated() { #expect((position.height != nil) == (index % 2 == 0)) }
    }

    @Test func `an epoch holds what each of its sentences knows`() throws {
        let burst: [(Int) -> String] = [
            L.gga, { _ in L.gsa(3) }, L.gst, { _ in L.vtg }, L.zda, { _ in "HEHDT,91.5,T" },
        ]
        let position = try #require(positions(lines(0..<3, burst)).last)
        #expect(position.height == 25.5)
        #expect(position.altitude == 48.6)
        #expect(position.accuracy == 5)
        #expect(position.course == 90)
        #expect(position.speed.map { abs($0 - 4.99) < 0.01 } == true)
        #expect(position.date == CalendarDay(year: 2026, month: 1, day: 1))
        #expect(position.dimensions == .three)
        #expect(position.satellites == 8)
        #expect(position.hdop == 0.9)
        #expect(position.heading == 91.5)
    }

    @Test func `GSA decides the dimensions, whatever height stands beside`() {
        let found = positions(lines(0..<4, [L.gga, { _ in L.gsa(2) }, L.rmc]))
        #expect(found.map(\.dimensions) == [.two, .two, .two, .two])
        #expect(positions(lines(0..<2, [L.gga])).map(\.dimensions) == [.three, .three])
        #expect(positions(lines(0..<2, [L.rmc])).map(\.dimensions) == [.two, .two])
    }

    @Test func `after there was no fix a height is not believed before GSA says so`() {
        let bodies = ["GPGSA,A,1,,,,,,,,,,,,,,,", L.gga(0), L.gsa(3), L.gga(1), L.gsa(3), L.gga(2)]
        #expect(positions(bodies).map(\.dimensions) == [.three, .three, .three])
        let late = ["GPGSA,A,1,,,,,,,,,,,,,,,", L.gga(0), L.gga(1), L.gsa(3), L.gga(2), L.gga(3)]
        #expect(positions(late).map(\.dimensions) == [.two, .two, .three, .three])
    }

    @Test func `old dimensions and headings are dropped`() {
        let bodies = ["HEHDT,91.5,T", L.gsa(2)] + (0..<10).map { L.gga($0) }
        let found = positions(bodies)
        #expect(found.map { $0.heading != nil } == [true, true] + Array(repeating: false, count: 8))
        #expect(
            found.map { $0.dimensions == .two } == Array(repeating: true, count: 6)
                + Array(repeating: false, count: 4)
        )
    }

    @Test func `times of one instant may be rounded differently`() {
        let found = positions([
            "GPGLL,3908.8199,N,00023.0832,W,120824.758,A",
            "GPGGA,120824.76,3908.8199,N,00023.0832,W,1,06,2.1,00176,M,,,,",
            "GPRMC,120824.76,A,3908.8199,N,00023.0832,W,00.0,000.0,130305,01.,W",
        ])
        #expect(found.map(\.timeOfDay) == [43_704_760])
    }

    @Test func `an epoch at midnight and in a leap second is like any other`() {
        let times = ["235959.00", "235960.00", "000000.00", "000001.00"]
        let found = positions(times.map { "GPRMC,\($0),A,5910.0,N,01738.0,E,0.0,,010117,,,A" })
        #expect(found.map(\.timeOfDay) == [86_399_000, 86_400_000, 0, 1_000])
    }

    @Test func `a straggler of the epoch before opens nothing`() {
        let bodies = [L.rmc(0), L.rmc(1), L.gga(0), L.gga(1), L.rmc(2)]
        #expect(positions(bodies).compactMap(\.timeOfDay).count == 3)
    }

    @Test func `a sentence that no epoch takes is told apart`() {
        var parser = NMEAParser()
        var unused: [String] = []
        let burst = [L.rmc, L.gga, { _ in L.gsa(3) }, { _ in "GPGSV,1,1,00" }, L.gll]
        for body in lines(0..<4, burst) {
            _ = parser.parse(L.sentence(body).span)
            if parser.isUnused { unused.append(String(body.prefix(5))) }
            _ = parser.takeNext()
        }
        #expect(unused == ["GPGSV", "GPGSV", "GPGLL", "GPGSV", "GPGLL", "GPGSV", "GPGLL"])
    }

    @Test func `GLL without a time stands for itself, or joins the open epoch`() {
        let old = "GPGLL,5910.0,N,01738.0,E"
        #expect(positions([old, old]).map(\.timeOfDay) == [nil, nil])
        #expect(positions([L.rmc(0), old, L.rmc(1), old]).count == 2)
    }

    @Test func `without a fix no position is given`() {
        let none = [
            "GPRMC,120000,V,,,,,,,010126,,,N", "GPGGA,120000,,,,,0,00,,,M,,M,,", "GPRMC,,V,,,,,,,,,,N",
        ]
        #expect(L.outcomes(none + none) == Array(repeating: [.noFix], count: 6))
        #expect(positions(none).isEmpty)
    }

    @Test func `the better mode holds, and what is not measured before all`() {
        let rmc = "GPRMC,120000,A,5910.0,N,01738.0,E,0.0,,010126,,,"
        let gga = ",120000,5910.0,N,01738.0,E,"
        #expect(positions([rmc + "D", "GPGGA\(gga)4,08,1,5,M,,M,,"]).map(\.mode) == [.fixedRTK])
        #expect(positions([rmc + "S", "GPGGA\(gga)1,08,1,5,M,,M,,"]).map(\.mode) == [.simulated])
        #expect(positions([rmc + "A", "GPGGA\(gga)6,08,1,5,M,,M,,"]).map(\.mode) == [.estimated])
    }

    @Test func `the place of the most digits holds, and of places that differ the one told most often`()
        throws
    {
        let fine = positions([
            "GPGLL,5910.123,N,01738.5,E,120000,A,A", "GPGGA,120000,5910.1234567,N,01738.5,E,1,08,1,5,M,,M,,",
            "GPRMC,120000,A,5910.12,N,01738.5,E,0.0,,010126,,,A",
        ])
        #expect(abs(try #require(fine.first).latitude - (59 + 10.123_456_7 / 60)) < 1e-12)
        let old = "5910.0000,N,01738.0,E"
        let new = "5910.0100,N,01738.0,E"
        let two = positions(["GPRMC,120000,A,\(old),0.0,,010126,,,A", "GPGGA,120000,\(new),1,08,1,5,M,,M,,"])
        #expect(abs(try #require(two.first).latitude - (59 + 10.01 / 60)) < 1e-12)
        let three = positions([
            "GPGLL,\(old),120000,A", "GPRMC,120000,A,\(old),0.0,,010126,,,A",
            "GPGGA,120000,\(new),1,08,1,5,M,,M,,",
        ])
        #expect(abs(try #require(three.first).latitude - (59 + 10.0 / 60)) < 1e-12)
    }
}
