import Simulator
import Testing

@Suite struct DriveTests {
    @Test func `the route has the length of the road`() throws {
        let route = try #require(Route.sodertaljeToSolna)
        #expect(route.points.count >= 60)
        #expect((34_000...38_000).contains(route.length))
        #expect(abs(route.reversed.length - route.length) < 1)
    }

    @Test func `a vehicle gains and loses speed as a vehicle can and keeps the limits`() throws {
        let route = try #require(Route.sodertaljeToSolna)
        var drive = Drive(on: route)
        var before = drive.speed
        var fastest = 0.0
        var stops = 0
        for _ in 0..<7_200 {
            drive.advance()
            #expect(drive.speed <= before + Drive.acceleration + 1e-9)
            if drive.speed == 0, before > 0 { stops += 1 }
            fastest = max(fastest, drive.speed)
            before = drive.speed
        }
        #expect((100 / 3.6...110 / 3.6).contains(fastest))
        #expect(stops >= 3)
    }
}
