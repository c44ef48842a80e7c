import LinuxIO
import TestKit
import Testing

struct MachineStateTests {
    static let power = "/sys/class/power_supply"

    private func power(_ files: [String: String]) throws -> PowerSupplies {
        let tree = try FileTree(
            Dictionary(uniqueKeysWithValues: files.map { ("\(Self.power)/\($0.key)", $0.value + "\n") })
        )
        return PowerSupplies(tree.files)
    }

    @Test(
        arguments: [
            ("1", nil, true), ("0", nil, false), ("2", nil, true), ("0", "1", true), ("0", "0", false),
        ] as [(String, String?, Bool)]
    )
    func `mains are there as long as one outlet is online`(plug: String, usb: String?, expected: Bool) throws
    {
        var files = ["AC/type": "Mains", "AC/online": plug]
        if let usb {
            files["usb/type"] = "USB"
            files["usb/online"] = usb
        }
        #expect(try power(files).onMains == expected)
    }

    @Test(
        arguments: [
            ("Discharging", false), ("Charging", true), ("Full", true), ("Not charging", true),
            ("Unknown", nil),
        ] as [(String, Bool?)]
    )
    func `without an outlet the battery tells where the power comes from`(
        status: String,
        expected: Bool?
    ) throws {
        let power = try power(["BAT0/type": "Battery", "BAT0/status": status])
        #expect(power.onMains == expected)
    }

    @Test func `the emptiest battery comes first, absent ones and those of peripherals never`() throws {
        let power = try power([
            "BAT0/type": "Battery", "BAT0/capacity": "80", "BAT0/voltage_now": "12600000",
            "BAT1/type": "UPS", "BAT1/capacity": "35", "BAT1/status": "Discharging",
            "BAT2/type": "Battery", "BAT2/capacity": "2", "BAT2/present": "0",
            "hidpp_battery_0/type": "Battery", "hidpp_battery_0/scope": "Device",
            "hidpp_battery_0/capacity": "1",
        ])
        #expect(power.batteries.map(\.name) == ["BAT1", "BAT0"])
        #expect(power.batteries.map(\.percent) == [35, 80])
        #expect(power.batteries.map(\.voltage) == [nil, 12_600])
        #expect(power.onMains == false)
    }

    @Test(arguments: ["", "101", "-1", "99999999999999999999", "0x20", "fifty", "\u{0}"])
    func `a battery that talks nonsense has no charge and no voltage`(text: String) throws {
        let power = try power([
            "BAT0/type": "Battery", "BAT0/capacity": text, "BAT0/voltage_now": text == "101" ? "-5" : text,
        ])
        #expect(power.batteries.map(\.percent) == [nil])
        #expect(power.batteries.map(\.voltage) == [nil])
    }

    @Test func `the hottest sensor that works is named`() throws {
        let tree = try FileTree([
            "/sys/class/hwmon/hwmon0/name": "lm75\n", "/sys/class/hwmon/hwmon0/temp1_input": "41250\n",
            "/sys/class/hwmon/hwmon1/name": "broken\n", "/sys/class/hwmon/hwmon1/temp1_input": "120000\n",
            "/sys/class/hwmon/hwmon1/temp1_fault": "1\n",
            "/sys/class/hwmon/hwmon1/temp2_input": "2147483647\n",
            "/sys/class/thermal/thermal_zone0/type": "cpu-thermal\n",
            "/sys/class/thermal/thermal_zone0/temp": "58600\n",
            "/sys/class/thermal/cooling_device0/temp": "90000\n",
        ])
        let hottest = try #require(Temperatures(tree.files).hottest)
        #expect(hottest == .init(sensor: "cpu-thermal", millidegrees: 58_600))
        #expect(hottest.degrees == 59)
        #expect(Temperatures.Reading(sensor: "", millidegrees: -40_600).degrees == -41)
    }

    @Test(
        arguments: [
            ("0x01 0x01", "0x01", 10, 1), ("0x03 0x07", "0x02", 70, 2), ("0x0A 0x01", "0x03", 100, 3),
            ("0x0b 0x02", "0x01", 110, 1), ("0x00 0x00", "0x01", nil, 1), ("0x01 0x00", "0x00", 10, nil),
            ("0xFF 0x02", "0x04", 20, nil), ("3 4", "0x01", nil, 1),
        ] as [(String, String, UInt32?, UInt8?)]
    )
    func `the flash memory's wear is that of its worse kind of cell`(
        life: String,
        warning: String,
        percent: UInt32?,
        expected: UInt8?
    ) throws {
        let tree = try FileTree([
            "/sys/block/mmcblk0/device/life_time": life + "\n",
            "/sys/block/mmcblk0/device/pre_eol_info": warning + "\n",
            "/sys/block/sda/device/life_time": "0x0b 0x0b\n",
        ])
        let wear = try #require(FlashWear.worst(tree.files))
        #expect(wear.device == "mmcblk0")
        #expect(wear.percent == percent)
        #expect(wear.warning == expected)
    }

    @Test func `of two flash memories the one that warns is shown`() throws {
        let tree = try FileTree([
            "/sys/block/mmcblk0/device/life_time": "0x09 0x09",
            "/sys/block/mmcblk0/device/pre_eol_info": "0x01",
            "/sys/block/mmcblk1/device/life_time": "0x02 0x02",
            "/sys/block/mmcblk1/device/pre_eol_info": "0x03",
        ])
        #expect(FlashWear.worst(tree.files)?.device == "mmcblk1")
    }

    @Test func `memory is what programs can still have`() throws {
        let tree = try FileTree([
            "/proc/meminfo":
                "MemTotal:        1943564 kB\nMemFree:  100 kB\nMemAvailable:    1024000 kB\nHugePages_Total: 0\n"
        ])
        let memory = try #require(MemoryState(tree.files))
        #expect(memory.total == 1_898)
        #expect(memory.available == 1_000)
    }

    @Test func `an empty machine tells nothing`() throws {
        let state = MachineState(try FileTree([:]).files)
        #expect(state.power.onMains == nil)
        #expect(state.power.batteries.isEmpty)
        #expect(state.hottest == nil)
        #expect(state.flash == nil)
        #expect(state.memory == nil)
    }

    @Test func `a file of a megabyte, of no text or without end costs a few kilobytes`() throws {
        let tree = try FileTree([:])
        try tree.write("/proc/meminfo", [UInt8](repeating: 0x41, count: 1 << 20))
        #expect(tree.files.text("/proc/meminfo")?.utf8.count == 8_192)
        try tree.write("/x", [0xFF, 0xFE])
        #expect(tree.files.text("/x") == nil)
        #expect(MachineFiles().text("/dev/zero")?.utf8.count ?? 0 <= 8_192)
        #expect(MachineFiles().text("/") == nil)
    }

    @Test func `this machine has memory, and a file system with room in it`() throws {
        let memory = try #require(MemoryState(MachineFiles()))
        #expect(memory.total >= memory.available)
        let disk = try DiskSpace(path: "/tmp")
        #expect(disk.freeBytes > 0)
        #expect(!disk.isReadOnly)
        #expect(try DiskSpace(path: "/proc").freeBytes == 0)
        #expect(throws: Errno.notFound) { try DiskSpace(path: "/tmp/there/is/no/such/folder") }
    }
}
