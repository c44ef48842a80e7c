import Codecs
import ConfigFiles
import Glibc
import Testing

@testable import Agent

@Suite struct ReceiverPlanTests {
    private let file = "/tmp/budkavle-plan-\(getpid())-\(UInt32.random(in: 0 ... .max)).toml"

    private func load(_ text: String) throws -> ReceiverPlan {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        defer {
            close(descriptor)
            unlink(file)
        }
        let bytes = Array(text.utf8)
        try #require(write(descriptor, bytes, bytes.count) == bytes.count)
        return try ReceiverPlan.load(path: file)
    }

    private func faults(_ text: String) throws -> [String] {
        do {
            _ = try load(text)
            return []
        } catch let faults as ConfigFaults {
            return faults.faults.map { "\($0.line ?? 0) \($0.key): \($0.message)" }
        }
    }

    @Test(
        arguments: [
            ("[rate]\nmeasurement_ms = 1000", 0x3021_0001, 1_000),
            ("[rate]\ntime = \"galileo\"", 0x2021_0003, 4),
            ("[navigation]\ndynamic_model = \"automotive\"", 0x2011_0021, 4),
            ("[navigation]\nminimum_elevation_deg = -5", 0x2011_00A4, 0xFB),
            ("[interference]\nmonitor = true", 0x1041_000D, 1),
            ("[signals]\nglonass = false", 0x1031_0025, 0),
            ("[port.uart1]\nbaud = 115200", 0x4052_0001, 115_200),
            ("[port.usb]\nnmea_out = false", 0x1078_0002, 0),
            ("[messages.uart1]\n\"UBX-NAV-PVT\" = 1", 0x2091_0007, 1),
            ("[messages.i2c]\n\"NMEA-RMC\" = 2", 0x2091_00AB, 2),
            ("[values]\n\"CFG-HW-ANT_CFG_VOLTCTRL\" = true", 0x10A3_002E, 1),
            ("[values]\n\"0x20110021\" = 12", 0x2011_0021, 12),
            ("[values]\n\"CFG-SFIMU-IMU2ANT_LA_X\" = -120", 0x3006_0020, 0xFF88),
            ("[values]\n\"CFG-SBAS-PRNSCANMASK\" = \"0xffffffffffffffff\"", 0x5036_0006, .max),
            ("[values]\n\"CFG-TP-DUTY_TP1\" = 50.0", 0x5005_002A, 0x4049_0000_0000_0000),
        ] as [(String, UInt32, UInt64)]
    )
    func `a readable setting is a key and a value`(text: String, key: UInt32, bits: UInt64) throws {
        let entries = try load(text).entries
        #expect(entries.map(\.setting.key.rawValue) == [key])
        #expect(entries.map(\.setting.bits) == [bits])
    }

    @Test(
        arguments: [
            (
                "[rate]\nmeasurment_ms = 1000",
                "2 rate.measurment_ms: unknown key; did you mean 'measurement_ms'?"
            ),
            (
                "[rate]\nmeasurement_ms = 5",
                "2 rate.measurement_ms: 5 is out of range; expected an integer from 25 to 65535"
            ),
            (
                "[navigation]\ndynamic_model = \"automotiv\"",
                "2 navigation.dynamic_model: 'automotiv' is not one of portable, stationary, pedestrian, automotive, "
                    + "sea, airborne_1g, airborne_2g, airborne_4g, wrist, motorcycle, mower, scooter; did you mean 'automotive'?"
            ),
            ("[interference]\nmonitor = 1", "2 interference.monitor: expected true or false, not an integer"),
            (
                "[port.uart1]\nbaud = 14400",
                "2 port.uart1.baud: 14400 is no baud rate that is used here; expected one of 1200, 2400, 4800, 9600, "
                    + "19200, 38400, 57600, 115200, 230400, 460800, 921600"
            ),
            (
                "[values]\n\"CFG-RATE-MEASS\" = 1",
                "2 values.CFG-RATE-MEASS: no item is known by this name; did you mean 'CFG-RATE-MEAS'?; "
                    + "a key such as \"0x20110021\" can stand here"
            ),
            (
                "[values]\n\"0x60110021\" = 1",
                "2 values.0x60110021: 0x60110021 is no key: its size, bits 28 to 30, must be 1 to 5"
            ),
            (
                "[values]\n\"CFG-RATE-MEAS\" = 65536",
                "2 values.CFG-RATE-MEAS: expected an integer of 2 bytes, or its bytes such as \"0x1f\", not 65536"
            ),
            (
                "[values]\n\"CFG-RATE-MEAS\" = -1",
                "2 values.CFG-RATE-MEAS: expected an integer of 2 bytes, or its bytes such as \"0x1f\", not -1"
            ),
            (
                "[rate]\nmeasurement_ms = 100\n[values]\n\"0x30210001\" = 100",
                "4 values.0x30210001: is what rate.measurement_ms sets already"
            ),
            (
                "[receiver]\ngenerations = [7]\n[rate]\nmeasurement_ms = 100",
                "2 receiver.generations: expected an array of 8, 9, 10 or 20"
            ),
            (
                "[receiver]\nlayers = [\"default\"]\n[rate]\nmeasurement_ms = 100",
                "2 receiver.layers: expected an array of \"ram\", \"bbr\" and \"flash\""
            ),
            (
                "[receiver]\nmay_lack = [\"rate.tim\"]\n[rate]\ntime = \"utc\"",
                "2 receiver.may_lack: nothing here is called 'rate.tim'; did you mean 'rate.time'?"
            ),
            ("[receiver]\nfor = \"nothing\"", "0 : sets nothing"),
        ]
    )
    func `what is wrong is named with its key and line`(text: String, fault: String) throws {
        let found = try faults(text)
        #expect(found.contains(fault), "\(found)")
    }

    /// A file that comes with the program, found from this file's place.
    static func shipped(_ name: String) -> String {
        let path = #filePath
        var end = path.startIndex
        while end < path.endIndex, !path[end...].hasPrefix("/Tests/") { path.formIndex(after: &end) }
        return "\(path[..<end])/firmware-config/ublox/\(name).toml"
    }

    @Test(arguments: ["automotive-m8", "automotive-m9-m10", "automotive-f9"])
    func `a file that comes with the program has no fault`(name: String) throws {
        let plan = try ReceiverPlan.load(path: Self.shipped(name))
        let names = plan.entries.map(\.name)
        for name in [
            "navigation.dynamic_model", "interference.monitor", "messages.uart1.UBX-NAV-PVT",
            "messages.uart1.UBX-NAV-SAT", "messages.uart1.NMEA-RMC", "messages.uart1.NMEA-GGA",
        ] {
            #expect(names.contains(name), "\(name)")
        }
        for key in plan.mayLack { #expect(plan.entries.contains { $0.setting.key == key }) }
        if plan.generations == [.eight] {
            for entry in plan.entries {
                #expect(UBXLegacyField.field(entry.setting.key) != nil, "\(entry.name)")
            }
        }
    }

    @Test func `a plan is the same after it was written and read`() throws {
        let entries = UBXConfigItem.all.enumerated().compactMap { index, item -> ReceiverPlan.Entry? in
            let bits: UInt64 =
                switch item.kind {
                case .logical: UInt64(index % 2)
                case .real: item.key.byteCount == 4 ? UInt64(Float(0.1).bitPattern) : 0.3.bitPattern
                default: item.key.byteCount == 8 ? .max : UInt64(index % 256)
                }
            return UBXSetting(key: item.key, bits: bits).map {
                ReceiverPlan.Entry(name: ReceiverPlan.name(of: item.key), setting: $0)
            }
        }
        let unknown = ReceiverPlan.Entry(
            name: "values.0x20ff0001",
            setting: try #require(UBXSetting(key: UBXConfigKey(rawValue: 0x20FF_0001), bits: 7))
        )
        let plan = ReceiverPlan(generations: [.nine], layers: [.ram], entries: entries + [unknown])
        let version: [UInt8] =
            Array("EXT \"CORE\" 1.00".utf8) + [UInt8](repeating: 0, count: 15) + Array("00190000".utf8) + [
                0, 0,
            ]
        let known = UBXReceiver(version.span)
        let text = plan.text(about: try #require(known))
        let read = try load(text)
        #expect(read.generations == [.nine] && read.layers == [.ram])
        let setting = Dictionary(uniqueKeysWithValues: read.entries.map { ($0.setting.key, $0.setting) })
        for entry in plan.entries {
            #expect(setting[entry.setting.key] == entry.setting, "\(entry.name)")
        }
        #expect(read.entries.count == plan.entries.count)
    }
}
