/// A receiver that can be bought, as far as its settings go.
package enum UbloxModel: String, CaseIterable, Sendable {
    case m8
    case m9
    case m10
    case f9

    /// MON-VER: software (30 characters), hardware (10), extensions (30 each).
    var version: [UInt8] {
        let (software, hardware, extensions) =
            switch self {
            case .m8:
                ("ROM CORE 3.01 (107888)", "00080000", ["FWVER=SPG 3.01", "PROTVER=18.00", "MOD=NEO-M8N"])
            case .m9:
                ("EXT CORE 4.04 (7f89f7)", "00190000", ["FWVER=SPG 4.04", "PROTVER=32.01", "MOD=NEO-M9N"])
            case .m10:
                ("ROM SPG 5.10 (7b202e)", "000A0000", ["FWVER=SPG 5.10", "PROTVER=34.10", "MOD=MAX-M10S"])
            case .f9:
                ("EXT CORE 1.00 (3fda8e)", "00190000", ["FWVER=HPG 1.32", "PROTVER=27.31", "MOD=ZED-F9P"])
            }
        func field(_ text: String, _ count: Int) -> [UInt8] {
            Array(text.utf8) + [UInt8](repeating: 0, count: count - text.utf8.count)
        }
        return field(software, 30) + field(hardware, 10) + extensions.flatMap { field($0, 30) }
    }

    /// What the line runs at before anybody has set it.
    var factoryBaud: UInt32 { self == .f9 || self == .m9 ? 38_400 : 9_600 }

    /// The items that this firmware knows, with the values that it brings along. Empty for generation 8.
    var factory: [UInt32: UInt64] {
        guard self != .m8 else { return [:] }
        var items: [UInt32: UInt64] = [
            0x4052_0001: UInt64(factoryBaud), 0x4053_0001: 38_400, 0x1073_0001: 1, 0x1073_0002: 1,
            0x1074_0001: 1, 0x1074_0002: 1, 0x3021_0001: 1_000, 0x3021_0002: 1, 0x2021_0003: 1,
            0x2011_0021: 0, 0x2011_0011: 3, 0x2011_00A4: 5, 0x3011_00B1: 250, 0x3011_00B3: 100,
            0x1031_001F: 1, 0x1031_0020: 1, 0x1031_0021: 1, 0x1031_0022: 1, 0x1031_0024: 1, 0x1031_0025: 1,
            0x5036_0006: 0x7_2BC9, 0x4005_0002: 1_000_000,
        ]
        // Rates of NAV-PVT, NAV-SAT, NAV-STATUS, MON-RF and NMEA on all five ports.
        for first: UInt32 in [
            0x2091_0006, 0x2091_0015, 0x2091_001A, 0x2091_0359, 0x2091_015F, 0x2091_00A6, 0x2091_00DD,
            0x2091_00B5, 0x2091_00CE, 0x2091_00D3, 0x2091_00D8, 0x2091_0038, 0x2091_0060,
        ] {
            for port in 0..<5 { items[first + UInt32(port)] = 0 }
        }
        // What every receiver says out of the box: GGA, GLL, GSA, GSV, RMC, VTG.
        for first: UInt32 in [
            0x2091_00BA, 0x2091_00C9, 0x2091_00BF, 0x2091_00C4, 0x2091_00AB, 0x2091_00B0,
        ] {
            for port in 0..<5 { items[first + UInt32(port)] = 1 }
        }
        if self != .m10 {
            for key: UInt32 in [0x1077_0001, 0x1077_0002, 0x1078_0001, 0x1078_0002] { items[key] = 1 }
            items.merge(
                [0x1041_000D: 0, 0x2041_0001: 3, 0x2041_0002: 15, 0x2041_0010: 0, 0x1041_0013: 0]
            ) { $1 }
        }
        if self == .m10 { items[0x10F6_0051] = 0 }
        if self == .f9 || self == .m10 {
            for port in 0..<5 { items[0x2091_0634 + UInt32(port)] = 0 }
        }
        if self == .f9 {
            for key: UInt32 in [0x1073_0004, 0x1074_0004, 0x1077_0004, 0x1078_0004] { items[key] = 1 }
        }
        return items
    }
}
