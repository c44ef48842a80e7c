import Codecs
import LinuxIO

/// A setting that has a readable name in a receiver's file.
struct ReceiverField: Sendable {
    enum Form: Sendable {
        case flag
        case number(ClosedRange<Int>)
        case choice([(name: String, value: UInt64)])
    }

    /// The table, such as `rate` or `port.uart1`.
    let table: String
    /// Such as `measurement_ms`.
    let key: String
    let item: UBXConfigItem
    let form: Form

    /// Such as `rate.measurement_ms`.
    var name: String { "\(table).\(key)" }

    static let all: [ReceiverField] =
        fixed + UBXPort.allCases.flatMap(port) + UBXPort.allCases.flatMap(messages)

    private static let byKey = Dictionary(
        all.map { ($0.item.key, $0) },
        uniquingKeysWith: { first, _ in first }
    )
    private static let byTable = Dictionary(grouping: all, by: \.table)

    static func field(_ key: UBXConfigKey) -> ReceiverField? { byKey[key] }
    static func fields(of table: String) -> [ReceiverField] { byTable[table] ?? [] }

    private static let fixed: [ReceiverField] = [
        ("rate", "measurement_ms", "RATE-MEAS", .number(25...65_535)),
        ("rate", "measurements_per_solution", "RATE-NAV", .number(1...127)),
        ("rate", "time", "RATE-TIMEREF", .choice(times)),
        ("navigation", "dynamic_model", "NAVSPG-DYNMODEL", .choice(models)),
        ("navigation", "fix", "NAVSPG-FIXMODE", .choice([("2d", 1), ("3d", 2), ("auto", 3)])),
        ("navigation", "minimum_elevation_deg", "NAVSPG-INFIL_MINELEV", .number(-90...90)),
        ("interference", "monitor", "ITFM-ENABLE", .flag),
        ("interference", "auxiliary_bands", "ITFM-ENABLE_AUX", .flag),
        ("interference", "broadband_db", "ITFM-BBTHRESHOLD", .number(0...15)),
        ("interference", "continuous_wave_db", "ITFM-CWTHRESHOLD", .number(0...31)),
        (
            "interference", "antenna", "ITFM-ANTSETTING",
            .choice([("unknown", 0), ("passive", 1), ("active", 2)])
        ),
        ("interference", "sensitive", "SEC-JAMDET_SENSITIVITY_HI", .flag),
        ("interference", "ignore_simulated_signals", "SEC-SPOOFDET_SIM_SIG_DIS", .flag),
        ("signals", "gps", "SIGNAL-GPS_ENA", .flag), ("signals", "sbas", "SIGNAL-SBAS_ENA", .flag),
        ("signals", "galileo", "SIGNAL-GAL_ENA", .flag), ("signals", "beidou", "SIGNAL-BDS_ENA", .flag),
        ("signals", "qzss", "SIGNAL-QZSS_ENA", .flag), ("signals", "glonass", "SIGNAL-GLO_ENA", .flag),
        ("dead_reckoning", "sensors", "SFCORE-USE_SF", .flag),
        ("dead_reckoning", "find_alignment", "SFIMU-AUTO_MNTALG_ENA", .flag),
    ].compactMap { make($0, $1, $2, $3) }

    private static let times: [(name: String, value: UInt64)] = [
        ("utc", 0), ("gps", 1), ("glonass", 2), ("beidou", 3), ("galileo", 4),
    ]

    private static let models: [(name: String, value: UInt64)] = [
        ("portable", 0), ("stationary", 2), ("pedestrian", 3), ("automotive", 4), ("sea", 5),
        ("airborne_1g", 6), ("airborne_2g", 7), ("airborne_4g", 8), ("wrist", 9), ("motorcycle", 10),
        ("mower", 11), ("scooter", 12),
    ]

    private static func port(_ port: UBXPort) -> [ReceiverField] {
        let rates = SerialSettings.Baud.allCases.map {
            (name: String($0.rawValue), value: UInt64($0.rawValue))
        }
        let names = [
            ("ubx_in", "INPROT-UBX"), ("nmea_in", "INPROT-NMEA"), ("rtcm3_in", "INPROT-RTCM3X"),
            ("ubx_out", "OUTPROT-UBX"), ("nmea_out", "OUTPROT-NMEA"), ("rtcm3_out", "OUTPROT-RTCM3X"),
        ]
        let table = "port.\(port.key)"
        return [make(table, "baud", "\(port.name)-BAUDRATE", .choice(rates))].compactMap { $0 }
            + names.compactMap { make(table, $0, "\(port.name)\($1)", .flag) }
    }

    private static func messages(_ port: UBXPort) -> [ReceiverField] {
        UBXOutput.all.compactMap { output in
            make(
                "messages.\(port.key)",
                output.name,
                String(output.itemName(on: port).dropFirst(4)),
                .number(0...255)
            )
        }
    }

    private static func make(_ table: String, _ key: String, _ item: String, _ form: Form) -> ReceiverField? {
        UBXConfigItem.named("CFG-\(item)").map { ReceiverField(table: table, key: key, item: $0, form: form) }
    }
}

extension UBXPort {
    /// As a file names it, such as `uart1`.
    var key: String { name.lowercased() }
}
