import FieldModel
import Testing

@testable import Codecs

@Suite struct UBXParserTests {
    private typealias Message = (UBXMessage, [UInt8])

    private func outcomes(_ messages: [Message]) -> [UBXParser.Outcome] {
        var parser = UBXParser()
        var outcomes: [UBXParser.Outcome] = []
        for (message, payload) in messages {
            outcomes.append(parser.parse(message, payload.span))
            if let second = parser.takeNext() { outcomes.append(second) }
        }
        if let last = parser.finish() { outcomes.append(last) }
        return outcomes
    }

    private func positions(_ messages: [Message]) -> [Position] {
        outcomes(messages).compactMap { if case .position(let position) = $0 { position } else { nil } }
    }

    @Test func `NAV-PVT gives a whole position`() throws {
        let position = try #require(positions([(.navPVT, UBXBytes.pvt())]).first)
        #expect(
            position
                == Position(
                    timeOfDay: 43_200_100,
                    latitude: 59.352_200_1,
                    longitude: 18.0322,
                    mode: .autonomous,
                    altitude: 51.234,
                    height: 28,
                    speed: 12.345,
                    course: 84.4,
                    accuracy: 1.5,
                    satellites: 17,
                    date: CalendarDay(year: 2_026, month: 6, day: 1)
                )
        )
    }

    @Test(arguments: [
        (1, 0x01, Position.Mode.estimated), (2, 0x01, .autonomous), (3, 0x01, .autonomous),
        (3, 0x03, .differential), (3, 0x43, .floatRTK), (3, 0x83, .fixedRTK), (4, 0x01, .autonomous),
        (4, 0x03, .differential), (5, 0x01, .manual),
    ])
    func `the kind of fix decides the mode`(kind: Int, flags: Int, mode: Position.Mode) throws {
        let position = try #require(positions([(.navPVT, UBXBytes.pvt(kind: kind, flags: flags))]).first)
        #expect(position.mode == mode)
        #expect(position.dimensions == (kind == 2 ? .two : .three))
        #expect(position.fix?.source == (kind == 1 ? .deadReckoned : kind == 5 ? .manual : .gnss))
    }

    @Test func `a position beyond the receiver's own limits is suspect`() throws {
        let position = try #require(positions([(.navPVT, UBXBytes.pvt(flags: 0))]).first)
        #expect(position.fix?.integrity == .suspect)
    }

    @Test func `no fix and an invalid position are no position`() {
        for payload in [UBXBytes.pvt(kind: 0), UBXBytes.pvt(invalid: 1)] {
            #expect(outcomes([(.navPVT, payload)]) == [.pending, .noFix])
        }
    }

    @Test(arguments: [
        (-127_759, (23, 59, 59), 86_399_000, 1), (-127_759, (0, 0, 0), 0, 1),
        (-700_000, (0, 0, 0), 86_399_999, 31), (999_700_000, (23, 59, 59), 0, 2),
        (999_400_000, (23, 59, 59), 86_399_999, 1), (500_399_319, (18, 18, 55), 65_935_500, 1),
    ])
    func `a fraction of a second is rounded, across midnight too`(
        nanoseconds: Int,
        clock: (Int, Int, Int),
        time: UInt32,
        day: UInt32
    ) throws {
        let payload = UBXBytes.pvt(nanoseconds: nanoseconds, clock: (clock.0, clock.1, clock.2))
        let position = try #require(positions([(.navPVT, payload)]).first)
        #expect(position.timeOfDay == time)
        #expect(position.date?.rawValue == (day == 31 ? 20_260_531 : 20_260_600 + day))
    }

    @Test func `a time that is not valid is unknown`() throws {
        let position = try #require(positions([(.navPVT, UBXBytes.pvt(valid: 0))]).first)
        #expect(position.timeOfDay == nil)
        #expect(position.date == nil)
    }

    @Test func `a receiver without NAV-PVT is joined by time of week`() throws {
        let velocity = UBXBytes.payload(36, [(0, 4, 5_000), (20, 4, 1_234), (24, 4, -9_000_000)])
        let utc = UBXBytes.payload(
            20,
            [(0, 4, 5_000), (8, 4, -300), (12, 2, 2_009), (14, 1, 2), (15, 1, 1), (16, 1, 0), (19, 1, 7)]
        )
        let dilution = UBXBytes.payload(18, [(0, 4, 5_000), (12, 2, 129)])
        let found = positions([
            (.navPosLLH, UBXBytes.posLLH(at: 5_000)), (.navStatus, UBXBytes.status(at: 5_000, flags: 0x0F)),
            (.navVelNED, velocity), (.navTimeUTC, utc), (.navDOP, dilution),
        ])
        #expect(
            found == [
                Position(
                    timeOfDay: 0,
                    latitude: -44.068_811_3,
                    longitude: -121.314_090_1,
                    mode: .differential,
                    altitude: 90,
                    height: 60,
                    speed: 12.34,
                    course: 270,
                    hdop: 1.29,
                    accuracy: 2,
                    date: CalendarDay(year: 2_009, month: 2, day: 1)
                )
            ]
        )
    }

    @Test func `NAV-SOL alone gives position, speed and time`() throws {
        let position = try #require(positions([(.navSol, UBXBytes.sol(at: 129_618_000))]).first)
        #expect(abs(position.latitude - 59.35) < 0.01)
        #expect(abs(position.longitude - 18.03) < 0.01)
        let speed = try #require(position.speed)
        #expect(abs(speed - 0.876) < 0.01)
        #expect(position.accuracy == 2.5)
        #expect(position.timeOfDay == 43_200_000)
        #expect(position.date == CalendarDay(year: 2_026, month: 6, day: 1))
    }

    @Test(arguments: [(2_421, 43_200_000), (1_355, 43_205_000), (1_512, 43_204_000), (500, 43_213_000)])
    func `the week decides the leap seconds when the receiver does not`(week: Int, time: UInt32) {
        let found = positions([(.navSol, UBXBytes.sol(at: 129_618_000, week: week))])
        #expect(found.first?.timeOfDay == time)
    }

    @Test func `leap seconds of the receiver come first`() throws {
        let time = UBXBytes.payload(16, [(0, 4, 1_000), (8, 2, 2_421), (10, 1, 20), (11, 1, 7)])
        let found = positions([(.navTimeGPS, time), (.navSol, UBXBytes.sol(at: 1_000))])
        let position = try #require(found.first)
        #expect(position.timeOfDay == 86_381_000)
        #expect(position.date == CalendarDay(year: 2_026, month: 5, day: 30))
    }

    @Test func `high precision replaces the rest`() throws {
        let precise = UBXBytes.payload(
            36,
            [
                (4, 4, 129_618_100), (8, 4, 180_322_000), (12, 4, 593_522_001), (16, 4, 51_234),
                (20, 4, 28_000), (24, 1, -49), (25, 1, 37), (26, 1, 5), (28, 4, 140),
            ]
        )
        let messages: [Message] = [(.navPVT, UBXBytes.pvt()), (.navHPPosLLH, precise)]
        for order in [messages, messages.reversed()] {
            let position = try #require(positions(order).first)
            #expect(abs(position.latitude - 59.352_200_137) < 1e-12)
            #expect(abs(position.longitude - 18.032_199_951) < 1e-12)
            #expect(position.accuracy == 0.014)
        }
    }

    @Test func `coordinates without a verdict are no position`() {
        #expect(positions((1...5).map { (.navPosLLH, UBXBytes.posLLH(at: $0 * 1_000)) }).isEmpty)
    }

    @Test func `each epoch is given once, with its last message once that is learned`() {
        let epochs = (1...4).flatMap { second -> [Message] in
            let time = second * 1_000
            return [
                (.navSol, UBXBytes.sol(at: time)), (.navPosLLH, UBXBytes.posLLH(at: time)),
                (.navStatus, UBXBytes.status(at: time)),
            ]
        }
        let isPosition = outcomes(epochs).map { if case .position = $0 { true } else { false } }
        let late = [false, false, false, true, false, false, true, false, true, false, false, true]
        #expect(isPosition == late)
    }

    @Test func `an epoch that a pause ended is not given again`() {
        var parser = UBXParser()
        let (solution, status) = (UBXBytes.sol(at: 1_000), UBXBytes.status(at: 1_000))
        _ = parser.parse(.navSol, solution.span)
        let isGiven = if case .position = parser.finish() { true } else { false }
        #expect(isGiven)
        let late = parser.parse(.navStatus, status.span)
        #expect(late == .pending)
        #expect(parser.finish() == nil)
    }

    @Test func `NAV-EOE ends an epoch at once`() {
        let found = outcomes([(.navPVT, UBXBytes.pvt()), (.navEOE, UBXBytes.end(at: 129_618_100))])
        #expect(found.count == 2)
        guard case .position = found[1] else {
            Issue.record("no position")
            return
        }
    }

    @Test func `a lost message costs its detail for two epochs more and no position`() {
        var messages = (1...8).flatMap { second -> [Message] in
            [
                (.navSol, UBXBytes.sol(at: second * 1_000)),
                (.navDOP, UBXBytes.payload(18, [(0, 4, second * 1_000), (12, 2, second * 100)])),
            ]
        }
        messages.remove(at: 7)
        #expect(positions(messages).map(\.hdop) == [1, 2, 3, nil, nil, nil, 7, 8])
    }

    /// The fewest bytes of each message that is read.
    static let lengths: [(UBXMessage, Int)] = [
        (.navPVT, 84), (.navPosLLH, 28), (.navHPPosLLH, 36), (.navPosECEF, 20), (.navHPPosECEF, 28),
        (.navSol, 52), (.navStatus, 16), (.navVelNED, 36), (.navVelECEF, 20), (.navDOP, 18), (.navCov, 64),
        (.navTimeUTC, 20), (.navTimeGPS, 16), (.navTimeLS, 24), (.navSVInfo, 8), (.navSat, 8), (.navEOE, 4),
        (.monHW, 60), (.monRF, 4), (.secSig, 4), (.esfStatus, 16), (.monVer, 40),
    ]

    @Test(arguments: lengths)
    func `a payload that is too short is malformed`(message: UBXMessage, length: Int) {
        for count in 0..<length {
            #expect(outcomes([(message, [UInt8](repeating: 0, count: count))]) == [.rejected(.malformed)])
        }
        #expect(outcomes([(message, [UInt8](repeating: 0, count: length))]).first != .rejected(.malformed))
    }

    @Test(arguments: [
        (UBXMessage.navPVT, UBXBytes.pvt(at: 604_800_000)), (.navPVT, UBXBytes.pvt(kind: 6)),
        (.navPVT, UBXBytes.pvt(clock: (24, 0, 0))), (.navPVT, UBXBytes.pvt(nanoseconds: 1_000_000_001)),
        (.navPosLLH, UBXBytes.payload(28, [(8, 4, 900_000_001)])),
        (.navPosLLH, UBXBytes.payload(28, [(4, 4, -1_800_000_001)])),
        (.navSat, UBXBytes.payload(8, [(5, 1, 1)])), (.monRF, UBXBytes.payload(27, [(1, 1, 1)])),
        (.navTimeGPS, UBXBytes.payload(16, [(10, 1, -1), (11, 1, 4)])),
    ])
    func `nonsense is malformed`(message: UBXMessage, payload: [UInt8]) {
        #expect(outcomes([(message, payload)]) == [.rejected(.malformed)])
    }

    @Test func `other messages are unsupported`() {
        #expect(outcomes([(UBXMessage(rawValue: 0x0215), [1, 2])]) == [.rejected(.unsupported)])
    }

    @Test(arguments: lengths)
    func `no payload crashes the parser`(message: UBXMessage, length: Int) {
        var random = Shuffle(seed: UInt64(message.rawValue))
        var parser = UBXParser()
        for _ in 0..<2_000 {
            let extra = Int.random(in: 0...80, using: &random)
            var payload = (0..<length + extra).map { _ in UInt8.random(in: 0 ... .max, using: &random) }
            // A time of week that is in range lets the rest be read.
            if message != .secSig { payload[3] = UInt8.random(in: 0...0x24, using: &random) }
            _ = parser.parse(message, payload.span)
            while let outcome = parser.takeNext() {
                if case .position(let position) = outcome {
                    #expect((-90...90).contains(position.latitude) && (0..<1e4).contains(position.speed ?? 0))
                }
            }
        }
    }
}
