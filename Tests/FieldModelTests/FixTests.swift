import FieldModel
import Testing

struct FixTests {
    @Test func `a position is kept to a millionth of a degree`() throws {
        let fix = try #require(Fix(latitude: 59.329_323_4, longitude: -18.068_581_6))
        #expect(fix.latitude == 59_329_323)
        #expect(fix.longitude == -18_068_582)
    }

    @Test func `accuracy never promises more than the receiver did`() throws {
        let fix = try #require(Fix(latitude: 0, longitude: 0, accuracy: 2.01))
        #expect(fix.accuracy == 3)
    }

    @Test func `a course just below north wraps to north`() throws {
        let fix = try #require(Fix(latitude: 0, longitude: 0, speed: 13.84, course: 359.5))
        #expect(fix.course == 0)
        #expect(fix.speed == 138)
    }

    @Test(arguments: [(90.000_001, 0.0), (-91, 0), (0, 180.1), (.nan, 0), (0, .infinity)])
    func `a place beyond the Earth is refused`(latitude: Double, longitude: Double) {
        #expect(Fix(latitude: latitude, longitude: longitude) == nil)
    }

    @Test func `a motion that nothing on wheels has is refused`() {
        #expect(Fix(latitude: 0, longitude: 0, speed: .nan) == nil)
        #expect(Fix(latitude: 0, longitude: 0, speed: -1) == nil)
        #expect(Fix(latitude: 0, longitude: 0, course: 360) == nil)
        #expect(Fix(latitude: 0, longitude: 0, accuracy: .infinity) == nil)
    }
}
