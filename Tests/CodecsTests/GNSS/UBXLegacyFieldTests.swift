import Testing

@testable import Codecs

@Suite struct UBXLegacyFieldTests {
    private func field(_ name: String) throws -> UBXLegacyField {
        let item = try #require(UBXConfigItem.named(name))
        return try #require(UBXLegacyField.field(item.key))
    }

    /// A CFG-GNSS with GPS, SBAS and GLONASS, the second off.
    private static let systems: [UInt8] =
        [0, 32, 32, 3, 0, 8, 16, 0, 1, 0, 1, 1, 1, 1, 3, 0, 0, 0, 1, 1, 6, 8, 14, 0, 1, 0, 1, 1]

    @Test(
        arguments: [
            // NAV5 of an M8 in automotive mode, 5 degrees.
            ("CFG-NAVSPG-DYNMODEL", [0xFF, 0xFF, 4, 3] + [UInt8](repeating: 0, count: 32), 4),
            (
                "CFG-NAVSPG-INFIL_MINELEV",
                [UInt8](repeating: 0, count: 12) + [5] + [UInt8](repeating: 0, count: 23), 5
            ),
            // The jamming monitor's settings of PX4 and of this receiver's manual: 3 dB, 15 dB, on.
            ("CFG-ITFM-BBTHRESHOLD", [0xF3, 0xAC, 0x62, 0xAD, 0x1E, 0x03, 0, 0], 3),
            ("CFG-ITFM-CWTHRESHOLD", [0xF3, 0xAC, 0x62, 0xAD, 0x1E, 0x03, 0, 0], 15),
            ("CFG-ITFM-ENABLE", [0xF3, 0xAC, 0x62, 0xAD, 0x1E, 0x03, 0, 0], 1),
            ("CFG-ITFM-ENABLE", [0xF3, 0xAC, 0x62, 0x2D, 0x1E, 0x03, 0, 0], 0),
            ("CFG-ITFM-ANTSETTING", [0xF3, 0xAC, 0x62, 0xAD, 0x1E, 0x23, 0, 0], 2),
            ("CFG-SIGNAL-GPS_ENA", systems, 1), ("CFG-SIGNAL-SBAS_ENA", systems, 0),
            ("CFG-SIGNAL-GLO_ENA", systems, 1),
            (
                "CFG-UART1-BAUDRATE", [1, 0, 0, 0, 0xC0, 8, 0, 0, 0x80, 0x25, 0, 0, 7, 0, 3, 0, 0, 0, 0, 0],
                9_600
            ),
            (
                "CFG-UART1INPROT-RTCM3X",
                [1] + [UInt8](repeating: 0, count: 11) + [0x27, 0, 3, 0, 0, 0, 0, 0], 1
            ),
            ("CFG-UART1OUTPROT-NMEA", [1] + [UInt8](repeating: 0, count: 11) + [7, 0, 1, 0, 0, 0, 0, 0], 0),
            ("CFG-MSGOUT-NMEA_ID_GGA_UART1", [0xF0, 0, 0, 9, 0, 0, 0, 0], 9),
            ("CFG-RATE-MEAS", [0xE8, 3, 1, 0, 1, 0], 1_000),
        ] as [(String, [UInt8], UInt64)]
    )
    func `a value stands in its message`(name: String, payload: [UInt8], value: UInt64) throws {
        let field = try field(name)
        #expect(field.value(in: payload)?.bits == value)
        for value: UInt64 in [0, 1] {
            var changed = payload
            let setting = try #require(UBXSetting(key: field.key, bits: value))
            #expect(field.put(setting, into: &changed))
            #expect(field.value(in: changed) == setting)
            let other = try #require(field.value(in: payload))
            #expect(field.put(other, into: &changed))
            #expect(changed == payload)
        }
    }

    @Test func `the monitor is switched on as other programs do it`() throws {
        var payload: [UInt8] = [0xF3, 0xAC, 0x62, 0x2D, 0x1E, 0x03, 0x00, 0x00]
        let field = try field("CFG-ITFM-ENABLE")
        let on = try #require(UBXSetting(key: field.key, bits: 1))
        #expect(field.put(on, into: &payload))
        #expect(payload == [0xF3, 0xAC, 0x62, 0xAD, 0x1E, 0x03, 0x00, 0x00])
    }

    @Test func `what does not fit changes nothing`() throws {
        let wide = try field("CFG-ITFM-BBTHRESHOLD")
        var payload: [UInt8] = [0xF3, 0xAC, 0x62, 0xAD, 0x1E, 0x03, 0, 0]
        let before = payload
        let tooMuch = try #require(UBXSetting(key: wide.key, bits: 16))
        #expect(!wide.put(tooMuch, into: &payload))
        #expect(payload == before)
    }

    @Test func `an answer of any length is no trap`() throws {
        for field in UBXLegacyField.all {
            for count in 0..<40 {
                var payload = [UInt8](repeating: 0xFF, count: count)
                let value = field.value(in: payload)
                if let value { #expect(field.put(value, into: &payload)) }
                #expect(payload == [UInt8](repeating: 0xFF, count: count))
            }
        }
        let galileo = try field("CFG-SIGNAL-GAL_ENA")
        #expect(galileo.value(in: Self.systems) == nil)
    }

    @Test func `only the answer that was asked for is taken`() throws {
        let request = try field("CFG-MSGOUT-NMEA_ID_GGA_UART1").request
        #expect(request.payload == [0xF0, 0x00])
        #expect(request.isAnswered(by: .cfgOutput, [0xF0, 0, 0, 1, 0, 0, 0, 0]))
        #expect(!request.isAnswered(by: .cfgOutput, [0xF0, 4, 0, 1, 0, 0, 0, 0]))
        #expect(!request.isAnswered(by: .cfgOutput, [0xF0, 0, 0]))
        #expect(!request.isAnswered(by: .cfgPort, [0xF0, 0, 0, 1, 0, 0, 0, 0]))
    }

    @Test func `every field of the navigation settings counts when they go back`() throws {
        let request = try field("CFG-NAVSPG-DYNMODEL").request
        #expect(request.command([0, 0, 4, 3]).prefix(4) == [0xFF, 0x05, 4, 3])
        #expect(UBXLegacyField.save(to: .flash).count == 13)
    }
}
