extension UBXLegacyField {
    /// All that generation 8 keeps and that has a key in later ones.
    package static let all: [UBXLegacyField] =
        rate + navigation + interference + systems + UBXPort.allCases.flatMap(port)
        + UBXOutput.all.flatMap(output)

    private static let byKey = Dictionary(all.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })

    package static func field(_ key: UBXConfigKey) -> UBXLegacyField? { byKey[key] }

    /// CFG-CFG: masks of what to clear, save and load, then devices (bit 0 BBR, 1 flash, 2 EEPROM, 4 SPI flash).
    package static func save(to layer: UBXConfigMessage.Layer) -> [UInt8] {
        let everything: [UInt8] = [0x1F, 0x1F, 0, 0]
        return [0, 0, 0, 0] + everything + [0, 0, 0, 0] + [layer == .bbr ? 0x01 : 0x16]
    }

    /// CFG-RATE: measRate, navRate, timeRef, two bytes each.
    private static let rate = fields(
        .cfgRate,
        [("CFG-RATE-MEAS", 0, 2), ("CFG-RATE-NAV", 2, 2), ("CFG-RATE-TIMEREF", 4, 1)]
    )

    /// CFG-NAV5, 36 bytes.
    private static let navigation = fields(
        .cfgNavigation,
        [
            ("CFG-NAVSPG-DYNMODEL", 2, 1), ("CFG-NAVSPG-FIXMODE", 3, 1),
            ("CFG-NAVSPG-CONSTR_ALT", 4, 4), ("CFG-NAVSPG-CONSTR_ALTVAR", 8, 4),
            ("CFG-NAVSPG-INFIL_MINELEV", 12, 1), ("CFG-NAVSPG-OUTFIL_PDOP", 14, 2),
            ("CFG-NAVSPG-OUTFIL_TDOP", 16, 2), ("CFG-NAVSPG-OUTFIL_PACC", 18, 2),
            ("CFG-NAVSPG-OUTFIL_TACC", 20, 2), ("CFG-MOT-GNSSSPEED_THRS", 22, 1),
            ("CFG-NAVSPG-CONSTR_DGNSSTO", 23, 1), ("CFG-NAVSPG-INFIL_NCNOTHRS", 24, 1),
            ("CFG-NAVSPG-INFIL_CNOTHRS", 25, 1), ("CFG-MOT-GNSSDIST_THRS", 28, 2),
            ("CFG-NAVSPG-UTCSTANDARD", 30, 1),
        ]
    )

    /// CFG-ITFM: config (bits 0–3 broadband, 4–8 continuous wave, 31 enable), config2 (12–13 antenna, 14 auxiliary bands).
    private static let interference = [
        ("CFG-ITFM-BBTHRESHOLD", 0, 4), ("CFG-ITFM-CWTHRESHOLD", 4, 5), ("CFG-ITFM-ENABLE", 31, 1),
        ("CFG-ITFM-ANTSETTING", 32 + 12, 2), ("CFG-ITFM-ENABLE_AUX", 32 + 14, 1),
    ].compactMap { name, bit, width in
        named(name, Request(message: .cfgInterference, payload: []), bit: bit, width: width)
    }

    /// CFG-GNSS: blocks of 8 bytes from 4 on, gnssId first, flags at 4 of each (bit 0 enable).
    private static let systems = [
        ("GPS", 0), ("SBAS", 1), ("GAL", 2), ("BDS", 3), ("IMES", 4), ("QZSS", 5), ("GLO", 6),
    ].compactMap { name, system -> UBXLegacyField? in
        named(
            "CFG-SIGNAL-\(name)_ENA",
            Request(message: .cfgSystems, payload: []),
            bit: 32,
            width: 1,
            system: UInt8(system)
        )
    }

    /// CFG-PRT: portID, baudRate at 8, inProtoMask at 12 and outProtoMask at 14 (bits 0 UBX, 1 NMEA, 2 RTCM 2, 5 RTCM 3).
    private static func port(_ port: UBXPort) -> [UBXLegacyField] {
        let request = Request(message: .cfgPort, payload: [port.rawValue])
        return [
            ("-BAUDRATE", 64, 32), ("INPROT-UBX", 96, 1), ("INPROT-NMEA", 97, 1), ("INPROT-RTCM2X", 98, 1),
            ("INPROT-RTCM3X", 101, 1), ("OUTPROT-UBX", 112, 1), ("OUTPROT-NMEA", 113, 1),
            ("OUTPROT-RTCM3X", 117, 1),
        ].compactMap { name, bit, width in
            named("CFG-\(port.name)\(name)", request, bit: bit, width: width)
        }
    }

    /// CFG-MSG: class, id, then a rate for each port.
    private static func output(_ output: UBXOutput) -> [UBXLegacyField] {
        let id = output.message.rawValue
        let request = Request(
            message: .cfgOutput,
            payload: [UInt8(id >> 8), UInt8(truncatingIfNeeded: id)]
        )
        return UBXPort.allCases.map { port in
            UBXLegacyField(
                key: output.key(on: port),
                request: request,
                bit: 8 * (2 + Int(port.rawValue)),
                width: 8
            )
        }
    }

    private static func fields(
        _ message: UBXMessage,
        _ places: [(name: String, offset: Int, bytes: Int)]
    ) -> [UBXLegacyField] {
        places.compactMap {
            named(
                $0.name,
                Request(message: message, payload: []),
                bit: 8 * $0.offset,
                width: 8 * $0.bytes
            )
        }
    }

    private static func named(
        _ name: String,
        _ request: Request,
        bit: Int,
        width: Int,
        system: UInt8? = nil
    ) -> UBXLegacyField? {
        UBXConfigItem.named(name).map {
            UBXLegacyField(key: $0.key, request: request, bit: bit, width: width, system: system)
        }
    }
}
