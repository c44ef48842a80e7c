import Glibc
import Testing

@testable import Codecs

@Suite struct EarthCentredTests {
    private func point(_ latitude: Double, _ longitude: Double, _ altitude: Double) -> EarthCentred {
        let e2 = 0.006_694_379_990_141_316
        let (lat, lon) = (latitude * .pi / 180, longitude * .pi / 180)
        let normal = 6_378_137 / (1 - e2 * sin(lat) * sin(lat)).squareRoot()
        return EarthCentred(
            x: (normal + altitude) * cos(lat) * cos(lon),
            y: (normal + altitude) * cos(lat) * sin(lon),
            z: (normal * (1 - e2) + altitude) * sin(lat)
        )
    }

    @Test func `every place comes back within a tenth of a millimetre`() throws {
        for latitude in stride(from: -90.0, through: 90, by: 7.5) {
            for longitude in stride(from: -175.0, through: 180, by: 35) {
                for altitude in [-500.0, 0, 8_000, 90_000] {
                    let found = try #require(point(latitude, longitude, altitude).geodetic)
                    #expect(abs(found.latitude - latitude) < 1e-9)
                    #expect(abs(found.altitude - altitude) < 1e-4)
                    if abs(latitude) < 90 { #expect(abs(found.longitude - longitude) < 1e-9) }
                }
            }
        }
    }

    @Test(arguments: [(0.0, 0.0, 0.0), (6_000_000, 0, 0), (21_474_836, 21_474_836, 21_474_836)])
    func `a point far from the surface is no place`(x: Double, y: Double, z: Double) {
        #expect(EarthCentred(x: x, y: y, z: z).geodetic == nil)
    }

    @Test func `a vector turns into north and east`() {
        let east = EarthCentred(x: 0, y: 5, z: 0).northEast(latitude: 0, longitude: 0)
        #expect(abs(east.north) < 1e-12 && abs(east.east - 5) < 1e-12)
        let north = EarthCentred(x: -3, y: 0, z: 0).northEast(latitude: 90, longitude: 0)
        #expect(abs(north.north - 3) < 1e-12 && abs(north.east) < 1e-12)
    }
}
