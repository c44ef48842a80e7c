import Testing

@testable import Codecs

@Suite struct UBXReceiverTests {
    static func version(_ hardware: String, _ extensions: [String] = []) -> [UInt8] {
        func field(_ text: String, _ count: Int) -> [UInt8] {
            Array(text.utf8) + [UInt8](repeating: 0, count: count - text.utf8.count)
        }
        return field("EXT CORE 3.01 (107900)", 30) + field(hardware, 10)
            + extensions.flatMap { field($0, 30) }
    }

    private func read(_ payload: [UInt8]) -> UBXReceiver? { UBXReceiver(payload.span) }

    @Test(
        arguments: [
            ("00040005", [], UBXReceiver.Generation.five, nil),
            ("00040007", ["PROTVER 12.02"], .six, 1_202), ("00070000", ["PROTVER 14.00"], .seven, 1_400),
            ("00080000", ["FWVER=SPG 3.01", "PROTVER=18.00"], .eight, 1_800),
            ("00190000", ["FWVER=HPG 1.32", "PROTVER=27.31", "MOD=ZED-F9P"], .nine, 2_731),
            ("000A0000", ["PROTVER=34.10"], .ten, 3_410), ("12345678", ["PROTVER=50.01"], .twenty, 5_001),
            ("12345678", ["PROTVER=a.b"], nil, nil), ("", [], nil, nil),
        ] as [(String, [String], UBXReceiver.Generation?, UInt32?)]
    )
    func `the hardware or the protocol tells the generation`(
        hardware: String,
        extensions: [String],
        generation: UBXReceiver.Generation?,
        version: UInt32?
    ) throws {
        let receiver = try #require(read(Self.version(hardware, extensions)))
        #expect(receiver.generation == generation)
        #expect(receiver.protocolVersion == version)
        #expect(receiver.software == "EXT CORE 3.01 (107900)")
    }

    @Test func `a version of another length is none`() {
        #expect(read(Self.version("00080000") + [0]) == nil)
    }

    @Test func `what is not printable becomes a dot`() {
        var payload = Self.version("00080000")
        payload[3] = 0x1B
        #expect(read(payload)?.software == "EXT.CORE 3.01 (107900)")
    }
}
