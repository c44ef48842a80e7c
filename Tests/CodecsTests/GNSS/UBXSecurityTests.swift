import FieldModel
import Testing

@testable import Codecs

@Suite struct UBXSecurityTests {
    private typealias Message = (UBXMessage, [UInt8])

    private static let radio = UBXBytes.payload(52, [(1, 1, 2), (5, 1, 1), (29, 1, 3)])
    private static let hardware = UBXBytes.payload(60, [(22, 1, 0x0B)])

    /// The interference that a position after these messages carries.
    private func interference(_ messages: [Message]) -> [Fix.Interference] {
        var parser = UBXParser()
        for (message, payload) in messages {
            let outcome = parser.parse(message, payload.span)
            #expect(outcome == .pending)
        }
        let pvt = UBXBytes.pvt()
        _ = parser.parse(.navPVT, pvt.span)
        guard case .position(let position) = parser.finish() else { return [] }
        return [position.jamming, position.spoofing]
    }

    @Test(
        arguments: [
            ([], .unknown, .unknown), ([(.monRF, radio)], .critical, .unknown),
            ([(.monHW, hardware)], .warning, .unknown),
            ([(.monHW, hardware), (.monRF, radio)], .critical, .unknown),
            ([(.monRF, radio), (.monHW, hardware)], .critical, .unknown),
            (
                [(.secSig, UBXBytes.payload(12, [(0, 1, 1), (4, 1, 0x05), (8, 1, 0x07)]))], .warning,
                .critical
            ),
            ([(.secSig, UBXBytes.payload(12, [(0, 1, 1), (4, 1, 0x04), (8, 1, 0x06)]))], .unknown, .unknown),
            ([(.secSig, UBXBytes.payload(4, [(0, 1, 2), (1, 1, 0x2B)]))], .none, .warning),
            ([(.secSig, UBXBytes.payload(4, [(0, 1, 3), (1, 1, 0x3F)]))], .critical, .critical),
        ] as [([Message], Fix.Interference, Fix.Interference)]
    )
    private func `the worst monitor counts`(
        messages: [Message],
        jamming: Fix.Interference,
        spoofing: Fix.Interference
    ) {
        #expect(interference(messages) == [jamming, spoofing])
    }

    /// Blocks of 24 bytes are all that is described. Where a block lies in a message of another length, as in the 44 bytes of
    /// some ZED-F9R, is not known, and a flag read from the wrong place would be a false alarm.
    @Test(arguments: [44, 51, 27, 4, 3])
    func `a radio monitor with blocks of another length says nothing`(length: Int) {
        var parser = UBXParser()
        let payload = UBXBytes.payload(max(length, 8), [(1, 1, 2), (5, 1, 3)]).prefix(length)
        let outcome = parser.parse(.monRF, Array(payload).span)
        #expect(outcome == .rejected(.malformed))
        #expect(parser.interference.jamming == .unknown)
    }

    @Test func `NAV-STATUS tells of spoofing from generation 8 on`() {
        let status: Message = (.navStatus, UBXBytes.status(at: 129_618_100, more: 0x10))
        #expect(interference([status]) == [.unknown, .warning])
        #expect(
            interference([(.monVer, UBXReceiverTests.version("00070000")), status]) == [.unknown, .unknown]
        )
        #expect(
            interference([(.monVer, UBXReceiverTests.version("00190000")), status]) == [.unknown, .warning]
        )
    }

    @Test func `a state that is not repeated for a minute is unknown`() {
        var security = UBXSecurity()
        security.note(.radio, jamming: .critical, at: 604_799_000)
        #expect(security.jamming(at: 604_799_000) == .critical)
        #expect(security.jamming(at: 59_000) == .critical)
        #expect(security.jamming(at: 59_001) == .unknown)
    }

    @Test func `a monitor that recovers clears its own state`() {
        var security = UBXSecurity()
        security.note(.radio, jamming: .critical, at: 0)
        security.note(.hardware, jamming: .none, at: 0)
        #expect(security.jamming(at: 0) == .critical)
        security.note(.radio, jamming: .none, at: 1_000)
        #expect(security.jamming(at: 1_000) == .none)
    }

    @Test(arguments: [(0, UBXParser.Fusion.initialising), (1, .active), (2, .suspended), (3, .disabled)])
    func `ESF-STATUS tells of the motion sensors`(mode: Int, fusion: UBXParser.Fusion) {
        var parser = UBXParser()
        let payload = UBXBytes.payload(20, [(12, 1, mode), (15, 1, 1)])
        let outcome = parser.parse(.esfStatus, payload.span)
        #expect(outcome == .pending)
        #expect(parser.fusion == fusion)
    }
}
