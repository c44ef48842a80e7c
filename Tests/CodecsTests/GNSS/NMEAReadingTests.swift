import Codecs
import FieldModel
import Testing

@Suite struct NMEAReadingTests {
    private func reading(_ body: String) throws -> NMEAReading { try NMEALines.reading(body) }

    private func isNear(_ a: Double?, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
        a.map { abs($0 - b) <= tolerance } ?? false
    }

    @Test func `RMC tells time, place, speed, course and date`() throws {
        let rmc = try reading("GNRMC,123519.00,A,4807.038,S,01131.000,W,022.4,084.4,230394,003.1,W,D,V")
        #expect(rmc.kind == .rmc)
        #expect(rmc.validity == .fix)
        #expect(rmc.timeOfDay == 45_319_000)
        #expect(isNear(rmc.latitude, -48.1173))
        #expect(isNear(rmc.longitude, -11.516_666_666_667))
        #expect(isNear(rmc.speed, 22.4 * 1_852 / 3_600))
        #expect(rmc.course == 84.4)
        #expect(rmc.date == CalendarDay(year: 1994, month: 3, day: 23))
        #expect(rmc.mode == .differential)
    }

    @Test func `GGA tells the height above the sea and above the ellipsoid`() throws {
        let gga = try reading("GPGGA,123519.25,4807.038,N,01131.000,E,4,12,0.9,545.4,M,46.9,M,1.2,0031")
        #expect(gga.timeOfDay == 45_319_250)
        #expect(gga.height == 545.4)
        #expect(gga.separation == 46.9)
        #expect(gga.mode == .fixedRTK)
        #expect(gga.satellites == 12)
        #expect(gga.hdop == 0.9)
    }

    @Test(arguments: [
        ("1", Position.Mode.autonomous), ("2", .differential), ("3", .autonomous), ("4", .fixedRTK),
        ("5", .floatRTK), ("6", .estimated), ("7", .manual), ("8", .simulated), ("9", .differential),
    ])
    func `each quality of GGA is a mode`(quality: String, mode: Position.Mode) throws {
        #expect(try reading("GPGGA,120000,5910.0,N,01738.0,E,\(quality),08,1,5,M,,M,,").mode == mode)
    }

    @Test(arguments: [
        ("A", Position.Mode.autonomous), ("D", .differential), ("P", .differential), ("F", .floatRTK),
        ("R", .fixedRTK), ("E", .estimated), ("M", .manual), ("S", .simulated), ("", .autonomous),
    ])
    func `each mode letter is a mode`(letter: String, mode: Position.Mode) throws {
        #expect(try reading("GPRMC,120000,A,5910.0,N,01738.0,E,,,010126,,,\(letter)").mode == mode)
        #expect(try reading("GPGLL,5910.0,N,01738.0,E,120000,A,\(letter)").mode == mode)
    }

    @Test(arguments: [
        ("AN", Position.Mode.autonomous), ("NNA", .autonomous), ("ADN", .differential), ("RF", .fixedRTK),
        ("AS", .simulated), ("AANNNN", .autonomous),
    ])
    func `GNS is as good as its best constellation, and no more honest than its worst`(
        letters: String,
        mode: Position.Mode
    ) throws {
        let gns = try reading("GNGNS,120000,5910.0,N,01738.0,E,\(letters),13,0.93,25.5,23.1,,,V")
        #expect(gns.mode == mode)
        #expect(gns.height == 25.5)
        #expect(gns.separation == 23.1)
        #expect(gns.satellites == 13)
    }

    @Test func `GST and GBS tell the horizontal error`() throws {
        #expect(try reading("GPGST,120000,1.2,,,,3.0,4.0,5.0").accuracy == 5)
        #expect(try reading("GPGBS,120000,0.3,0.4,1.0,,,,").accuracy == 0.5)
        #expect(try reading("GPGST,120000,,,,,,,").accuracy == nil)
        #expect(try reading("GPGST,120000,0,,,,0.0,0.0,0").accuracy == nil)
    }

    @Test func `VTG tells speed in knots, else in km an hour`() throws {
        #expect(isNear(try reading("GPVTG,84.4,T,,M,10.0,N,18.5,K,A").speed, 10 * 1_852.0 / 3_600))
        #expect(try reading("GPVTG,360.0,T,,M,,N,36.0,K").speed == 10)
        #expect(try reading("GPVTG,360.0,T,,M,,N,36.0,K").course == 0)
        #expect(try reading("GPVTG,,,,,,,,,N").speed == nil)
    }

    @Test func `GSA tells dimensions and dilution`() throws {
        let gsa = try reading("GNGSA,A,2,80,71,73,79,69,,,,,,,,1.83,1.09,1.47,1")
        #expect(gsa.dimensions == .two)
        #expect(gsa.hdop == 1.09)
        #expect(try reading("GPGSA,A,3,,,,,,,,,,,,,99.9,99.99,99.9").hdop == nil)
        #expect(try reading("GPGSA,A,1,,,,,,,,,,,,,,,").validity == .noFix)
    }

    @Test func `HDT and THS tell where the vehicle points`() throws {
        #expect(try reading("HEHDT,4.5,T").heading == 4.5)
        #expect(try reading("GNTHS,77.52,E").heading == 77.52)
        #expect(try reading("GNTHS,77.52,V").heading == nil)
    }

    @Test func `ZDA and PUBX 04 tell the date`() throws {
        let day = CalendarDay(year: 2026, month: 11, day: 21)
        #expect(try reading("GPZDA,120000.00,21,11,2026,00,00").date == day)
        let own = try reading("PUBX,04,120000.00,211126,0,0,18,0,0,21")
        #expect(own.kind == .zda)
        #expect(own.date == day)
        #expect(own.timeOfDay == 43_200_000)
        #expect(try reading("GPZDA,120000.00,31,02,2026,00,00").date == nil)
        #expect(try reading("GPZDA,,,,,,").date == nil)
    }

    @Test func `PUBX 00 tells height above the ellipsoid, accuracy and dead reckoning`() throws {
        let body = "4717.113210,N,00833.915187,E,546.589,G3,2.1,2.0,36.0,77.52,0.007,,0.92,1.19,0.77,9,0"
        let own = try reading("PUBX,00,081350.00,\(body),0")
        #expect(own.kind == .pubxPosition)
        #expect(own.timeOfDay == 29_630_000)
        #expect(isNear(own.latitude, 47 + 17.113_21 / 60))
        #expect(own.altitude == 546.589)
        #expect(own.height == nil)
        #expect(own.accuracy == 2.1)
        #expect(own.speed == 10)
        #expect(own.course == 77.52)
        #expect(own.hdop == 0.92)
        #expect(own.satellites == 9)
        #expect(own.dimensions == .three)
        #expect(own.mode == .autonomous)
        #expect(try reading("PUBX,00,081350.00,\(body),1").mode == .estimated)
        let none =
            "0000.00000,N,00000.00000,E,0.000,NF,5303302,3750001,0.000,0.00,0.000,,99.99,99.99,99.99,0,0,0"
        #expect(try reading("PUBX,00,081350.00,\(none)").validity == .noFix)
        #expect(try reading("PUBX,00,081350.00,\(none)").latitude == nil)
    }

    @Test(arguments: [
        "GPRMC,120000,V,5910.0,N,01738.0,E,1.0,2.0,010126,,,N",
        "GPRMC,120000,A,5910.0,N,01738.0,E,1.0,2.0,010126,,,N", "GPRMC,120000,,,,,,,,,,",
        "GPGGA,120000,5910.0,N,01738.0,E,0,00,,5.0,M,0.0,M,,", "GPGGA,,,,,,,,,,,,,,",
        "GNGNS,120000,5910.0,N,01738.0,E,NN,00,,5.0,0.0,,", "GPGLL,5910.0,N,01738.0,E,120000,V,N",
        "GPGLL,,,,,,V,N",
    ])
    func `a place without a fix leaves no trace`(body: String) throws {
        let reading = try reading(body)
        #expect(reading.validity == .noFix)
        #expect(reading.latitude == nil && reading.longitude == nil && reading.height == nil)
        #expect(reading.speed == nil && reading.mode == nil)
    }

    @Test(arguments: [
        "GPRMC,250000,A,5910.0,N,01738.0,E,0.0,,010126,,,A",
        "GPRMC,126000,A,5910.0,N,01738.0,E,0.0,,010126,,,A",
        "GPRMC,120060,A,5910.0,N,01738.0,E,0.0,,010126,,,A",
        "GPRMC,1200,A,5910.0,N,01738.0,E,0.0,,010126,,,A",
        "GPRMC,120000x,A,5910.0,N,01738.0,E,0.0,,010126,,,A",
        "GPRMC,120000.x,A,5910.0,N,01738.0,E,0.0,,010126,,,A",
        "GPRMC,120000,A,9000.1,N,01738.0,E,0.0,,010126,,,A",
        "GPRMC,120000,A,9110.0,N,01738.0,E,0.0,,010126,,,A",
        "GPRMC,120000,A,5960.1,N,01738.0,E,0.0,,010126,,,A",
        "GPRMC,120000,A,5910.0,X,01738.0,E,0.0,,010126,,,A",
        "GPRMC,120000,A,5910.0,E,01738.0,N,0.0,,010126,,,A",
        "GPRMC,120000,A,5910.0,N,18000.1,E,0.0,,010126,,,A",
        "GPRMC,120000,A,59x0.0,N,01738.0,E,0.0,,010126,,,A",
        "GPRMC,120000,A,-5910.0,N,01738.0,E,0.0,,010126,,,A",
        "GPRMC,120000,A,59.0,N,01738.0,E,0.0,,010126,,,A", "GPRMC,120000,A,5910.,N,01738.0,E,0.0,,010126,,,A",
        "GPRMC,120000,A,5910.0,,01738.0,E,0.0,,010126,,,A", "GPRMC,120000,A,,,,,0.0,,010126,,,A",
        "GPRMC,120000,A,5910.0,N,,,0.0,,010126,,,A", "GPRMC,120000,A,5910.0,N,01738.0,E,-1,,010126,,,A",
        "GPRMC,120000,A,5910.0,N,01738.0,E,0.0,400,010126,,,A",
        "GPRMC,120000,A,5910.0,N,01738.0,E,0.0,,01012,,,A",
        "GPRMC,120000,A,5910.0,N,01738.0,E,99999999999999999999,,010126,,,A",
        "GPRMC,120000,Q,5910.0,N,01738.0,E,0.0,,010126,,,A",
        "GPRMC,120000,A,5910.0,N,01738.0,E,0.0,,010126,,,Q",
        "GPGGA,120000,5910.0,N,01738.0,E,77,08,0.9,5,M,,M,,",
        "GPGGA,120000,5910.0,N,01738.0,E,1,256,0.9,5,M,,M,,",
        "GPGGA,120000,5910.0,N,01738.0,E,1,08,0.9,200000,M,,M,,",
        "GNGNS,120000,5910.0,N,01738.0,E,AX,08,0.9,5,,,",
        "GPVTG,90.0,X,,M,1.0,N,,K,A", "GPGSA,A,4,,,,,,,,,,,,,,,", "GPHDT,12.0,M", "GPHDT,361.0,T",
        "PUBX,00,081350.00,4717.1,N,00833.9,E,546.5,G4,2.1,2.0,0,0,0,,0.92,1.19,0.77,9,0,0",
    ])
    func `nonsense in a field is malformed`(body: String) {
        #expect(NMEALines.fault(body) == .malformed)
    }

    @Test(arguments: [
        ("000000", 0), ("235959.999", 86_399_999), ("235959.9999", 86_399_999), ("235960", 86_400_000),
        ("235960.5", 86_400_500), ("120000.", 43_200_000), ("120000.1", 43_200_100),
        ("120000.12345678901234567890", 43_200_123),
    ])
    func `time keeps its milliseconds and knows leap seconds`(text: String, expected: UInt32) throws {
        #expect(try reading("GPZDA,\(text),01,01,2026,,").timeOfDay == expected)
    }

    @Test func `any precision keeps its digits`() throws {
        let long = "5910.12345678901234567890123"
        let rmc = try reading("GPRMC,120000.123,A,\(long),N,01738.1,E,0.0,360.0,010126,,,R")
        #expect(isNear(rmc.latitude, 59 + 10.123_456_789_012_345 / 60, 1e-13))
        #expect(rmc.decimals == 23)
        #expect(isNear(try reading("GPGLL,5910,N,01738,E").latitude, 59 + 10.0 / 60, 1e-13))
        #expect(isNear(try reading("GPGLL, 5910.5 ,N,01738,E").latitude, 59 + 10.5 / 60, 1e-13))
        #expect(try reading("GPGLL,9000.000,S,18000.000,W").latitude == -90)
    }

    @Test func `a height in another unit than metres is not taken`() throws {
        #expect(try reading("GPGGA,120000,5910.0,N,01738.0,E,1,08,0.9,5,F,1,M,,").height == nil)
    }
}
