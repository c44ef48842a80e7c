import Testing

@testable import Codecs

@Suite struct UBXConfigTests {
    private func setting(_ name: String, _ bits: UInt64) throws -> UBXSetting {
        let item = try #require(UBXConfigItem.named(name))
        return try #require(UBXSetting(key: item.key, bits: bits))
    }

    /// Frames as other programs send them to receivers: the jamming monitor of PX4, polls of MON-VER and CFG-PRT of
    /// every u-blox tool, CFG-MSG of RTKLIB scripts.
    @Test(
        arguments: [
            (0x0A04, [], [0xB5, 0x62, 0x0A, 0x04, 0x00, 0x00, 0x0E, 0x34]),
            (0x0600, [], [0xB5, 0x62, 0x06, 0x00, 0x00, 0x00, 0x06, 0x18]),
            (
                0x0601, [0x01, 0x30, 0x01],
                [0xB5, 0x62, 0x06, 0x01, 0x03, 0x00, 0x01, 0x30, 0x01, 0x3C, 0xA3]
            ),
            (
                0x0608, [0xE8, 0x03, 0x01, 0x00, 0x01, 0x00],
                [0xB5, 0x62, 0x06, 0x08, 0x06, 0x00, 0xE8, 0x03, 0x01, 0x00, 0x01, 0x00, 0x01, 0x39]
            ),
        ] as [(UInt16, [UInt8], [UInt8])]
    )
    func `a message gets its frame and its checksum`(id: UInt16, payload: [UInt8], frame: [UInt8]) {
        #expect(UBXFrame.encoded(UBXMessage(rawValue: id), payload) == frame)
    }

    /// Ids as public code writes them: PX4-GPSDrivers, ubxlib, SparkFun's library, pyubx2.
    @Test(
        arguments: [
            ("CFG-UART1-BAUDRATE", 0x4052_0001, "U", 4), ("CFG-RATE-MEAS", 0x3021_0001, "U", 2),
            ("CFG-RATE-NAV", 0x3021_0002, "U", 2), ("CFG-NAVSPG-DYNMODEL", 0x2011_0021, "E", 1),
            ("CFG-NAVSPG-INFIL_MINELEV", 0x2011_00A4, "I", 1), ("CFG-ITFM-ENABLE", 0x1041_000D, "L", 1),
            ("CFG-SEC-JAMDET_SENSITIVITY_HI", 0x10F6_0051, "L", 1),
            ("CFG-SEC-SPOOFDET_SIM_SIG_DIS", 0x10F6_005D, "L", 1),
            ("CFG-SIGNAL-GPS_ENA", 0x1031_001F, "L", 1), ("CFG-SIGNAL-GLO_ENA", 0x1031_0025, "L", 1),
            ("CFG-MSGOUT-UBX_NAV_PVT_I2C", 0x2091_0006, "U", 1),
            ("CFG-MSGOUT-UBX_NAV_PVT_UART1", 0x2091_0007, "U", 1),
            ("CFG-MSGOUT-UBX_NAV_PVT_USB", 0x2091_0009, "U", 1),
            ("CFG-MSGOUT-UBX_MON_RF_UART1", 0x2091_035A, "U", 1),
            ("CFG-MSGOUT-UBX_SEC_SIG_UART1", 0x2091_0635, "U", 1),
            ("CFG-MSGOUT-NMEA_ID_RMC_UART1", 0x2091_00AC, "U", 1),
            ("CFG-MSGOUT-NMEA_ID_GGA_USB", 0x2091_00BD, "U", 1),
            ("CFG-SBAS-PRNSCANMASK", 0x5036_0006, "X", 8), ("CFG-HW-ANT_CFG_VOLTCTRL", 0x10A3_002E, "L", 1),
            ("CFG-UART1OUTPROT-NMEA", 0x1074_0002, "L", 1), ("CFG-TP-DUTY_TP1", 0x5005_002A, "R", 8),
        ] as [(String, UInt32, Character, Int)]
    )
    func `an item has its key, kind and size`(name: String, id: UInt32, kind: Character, bytes: Int) throws {
        let item = try #require(UBXConfigItem.named(name))
        #expect(item.key.rawValue == id)
        #expect(item.kind.rawValue == kind)
        #expect(item.key.byteCount == bytes)
        #expect(UBXConfigItem.item(item.key)?.name == name)
    }

    @Test func `every row of the tables is read, and no key or name comes twice`() {
        let rows = [UBXConfigItem.navigation, UBXConfigItem.ports, UBXConfigItem.machine]
            .map { $0.split(separator: "\n").count }.reduce(0, +)
        let outputs = UBXOutput.table.split(separator: "\n").count
        #expect(UBXConfigItem.all.count == rows + outputs * UBXPort.allCases.count)
        #expect(Set(UBXConfigItem.all.map(\.key)).count == UBXConfigItem.all.count)
        #expect(Set(UBXConfigItem.all.map(\.name)).count == UBXConfigItem.all.count)
    }

    /// A logical value is one bit, a real one has four or eight bytes, a choice never takes more than two.
    @Test func `the kind of each item agrees with the size in its key`() {
        for item in UBXConfigItem.all {
            let bytes = item.key.byteCount
            switch item.kind {
            case .logical: #expect(item.key.isBit, "\(item.name)")
            case .real: #expect(bytes == 4 || bytes == 8, "\(item.name)")
            case .choice: #expect(!item.key.isBit && (bytes == 1 || bytes == 2), "\(item.name)")
            default: #expect(!item.key.isBit && bytes != nil, "\(item.name)")
            }
        }
    }

    /// As pyubx2 1.4 writes the same request.
    @Test func `values are set with their keys, as wide as these say`() throws {
        let settings = [
            try setting("CFG-UART1-BAUDRATE", 9_600), try setting("CFG-ITFM-ENABLE", 1),
            try setting("CFG-RATE-MEAS", 1_000),
        ]
        let payload = UBXConfigMessage.set(settings, in: .bbr)
        #expect(
            payload == [
                0x00, 0x02, 0x00, 0x00, 0x01, 0x00, 0x52, 0x40, 0x80, 0x25, 0x00, 0x00, 0x0D, 0x00, 0x41,
                0x10,
                0x01, 0x01, 0x00, 0x21, 0x30, 0xE8, 0x03,
            ]
        )
        #expect(UBXConfigMessage.set(settings, in: .flash, step: .last).prefix(4) == [1, 4, 3, 0])
        #expect(UBXConfigMessage.set(settings, in: .factory).isEmpty)
        let keys = settings.map(\.key)
        #expect(
            UBXConfigMessage.get(Array(keys.prefix(1)), from: .factory, skipping: 0x140)
                == [0, 7, 0x40, 1, 0x01, 0x00, 0x52, 0x40]
        )
    }

    @Test func `an answer is read back, and a damaged one refused`() throws {
        let settings = [
            try setting("CFG-UART1-BAUDRATE", 115_200), try setting("CFG-ITFM-ENABLE", 1),
            try setting("CFG-SBAS-PRNSCANMASK", 0x0123_4567_89AB_CDEF),
        ]
        var payload = UBXConfigMessage.set(settings, in: .ram)
        payload.replaceSubrange(0..<4, with: [1, 2, 0x40, 0])
        let answer = try UBXConfigMessage.Answer(payload.span)
        #expect(answer.layer == .flash && answer.position == 64 && answer.settings == settings)
        let ends = [4, 12, 17, payload.count]
        for count in 0..<payload.count where !ends.contains(count) {
            let piece = Array(payload.prefix(count))
            #expect(throws: UBXFault.malformed) { try UBXConfigMessage.Answer(piece.span) }
        }
        for (place, byte) in [(0, 0), (1, 9), (7, 0x00), (7, 0x60), (16, 2)] as [(Int, UInt8)] {
            var damaged = payload
            damaged[place] = byte
            #expect(throws: UBXFault.malformed) { try UBXConfigMessage.Answer(damaged.span) }
        }
    }

    @Test(
        arguments: [
            ("CFG-NAVSPG-INFIL_MINELEV", -91, true), ("CFG-NAVSPG-INFIL_MINELEV", -129, false),
            ("CFG-NAVSPG-INFIL_MINELEV", 127, true), ("CFG-NAVSPG-INFIL_MINELEV", 128, false),
            ("CFG-NAVSPG-CONSTR_ALT", -2_147_483_648, true), ("CFG-SFIMU-IMU2ANT_LA_X", -32_769, false),
        ] as [(String, Int64, Bool)]
    )
    func `a signed value fits its key or is none`(name: String, value: Int64, fits: Bool) throws {
        let key = try #require(UBXConfigItem.named(name)).key
        let setting = UBXSetting(key: key, signed: value)
        #expect((setting != nil) == fits)
        if let setting { #expect(setting.signed == value) }
    }

    @Test func `the answer of a receiver names the message that it is about`() {
        let payload: [UInt8] = [0x06, 0x8A]
        #expect(UBXAnswer(.ackAck, payload.span)?.isAccepted == true)
        #expect(UBXAnswer(.ackNak, payload.span)?.isAccepted == false)
        #expect(UBXAnswer(.ackNak, payload.span)?.message == .cfgSet)
        #expect(UBXAnswer(.cfgSet, payload.span) == nil)
        #expect(UBXAnswer(.ackAck, payload.span.extracting(0..<1)) == nil)
    }

    @Test(arguments: ["0x20110021", "0x2091000a"])
    func `a key is written as it is read`(text: String) {
        #expect(UBXConfigKey(description: text)?.description == text)
    }

    @Test(arguments: ["", "0x", "20110021", "0x+1", "0x123456789", "0xg"])
    func `what is no key is none`(text: String) { #expect(UBXConfigKey(description: text) == nil) }
}
