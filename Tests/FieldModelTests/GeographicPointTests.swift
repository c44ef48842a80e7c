import Testing

@testable import FieldModel

@Suite struct GeographicPointTests {
    @Test(
        arguments: [(90.1, 0), (-90.1, 0), (0, 180.1), (0, -180.1), (.nan, 0), (0, .infinity)]
            as [(Double, Double)]
    )
    func `a place off the Earth is none`(latitude: Double, longitude: Double) {
        #expect(GeographicPoint(latitude: latitude, longitude: longitude) == nil)
    }

    @Test(arguments: [0, 45, 90, 135, 180, 225, 270, 359.9])
    func `moving and measuring agree`(course: Double) throws {
        for (latitude, longitude) in [(59.3, 18.0), (0, 179.999), (-33, -179.999), (89.9, 0)] {
            let start = try #require(GeographicPoint(latitude: latitude, longitude: longitude))
            for metres in [0, 1, 5_000, 2_000_000] as [Double] {
                #expect(abs(start.distance(to: start.moved(by: metres, course: course)) - metres) < 0.01)
            }
        }
    }

    @Test func `a degree of latitude is 111.195 km and half the Earth is in reach`() throws {
        let origin = try #require(GeographicPoint(latitude: 0, longitude: 0))
        let north = try #require(GeographicPoint(latitude: 1, longitude: 0))
        let antipode = try #require(GeographicPoint(latitude: 0, longitude: 180))
        #expect(abs(origin.distance(to: north) - 111_195) < 1)
        #expect(abs(origin.distance(to: antipode) - 20_015_115) < 10)
    }

    @Test(arguments: [(.nan, 0), (.infinity, 0), (1, .nan), (1, -.infinity)] as [(Double, Double)])
    func `what is not a number moves nothing`(metres: Double, course: Double) throws {
        let start = try #require(GeographicPoint(latitude: 59, longitude: 18))
        #expect(start.moved(by: metres, course: course) == start)
    }
}
