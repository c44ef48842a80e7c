import ConfigFiles
import FieldModel
import Glibc
import Hardware
import Inputs
import LinuxIO
import Testing
import Workflows

@testable import Agent

/// A map with one temperature, 12 lines long.
let probeMap = """
    title = "A probe"
    source = ["its manual"]

    [[register]]
    name = "temperature"
    function = 4
    address = 1
    type = "int16"
    scale = 0.1
    measures = "temperature"
    unit = "°C"
    valid = [-40, 60]

    """

/// A bus, a device and a probe, 19 lines long.
let soundProbe = """
    [[bus]]
    name = "cold-room"
    device = "tty"
    baud = 19200
    parity = "even"
    [[input]]
    name = "kyl-1"
    type = "modbus"
    bus = "cold-room"
    unit = 3
    map = "map"
    [[probe]]
    name = "kyl-1-temp"
    input = "kyl-1"
    register = "temperature"
    bin = "KYL-1"
    band = [2, 8]
    tolerated_minutes = 30
    calibration_due = "2027-03-31"

    """

struct ModbusConfigTests {
    let folder: ConfigFolder

    init() throws {
        folder = try ConfigFolder()
        try folder.write(probeMap, to: "map.toml")
    }

    private func faults(_ text: String) throws -> [String] {
        try folder.faults(text).map { fault in
            let file = fault.file.map { $0.split(separator: "/").last.map(String.init) ?? "" } ?? ""
            return "\(file):\(fault.line ?? 0) \(fault.key): \(fault.message)"
        }
    }

    @Test func `a probe is read with its bus, its device and its map`() throws {
        let config = try folder.load(soundNode + "[stock]\ngln = \"7350000000009\"\n" + soundProbe)
        let line = ModbusSerialLine(
            path: "\(folder.path)/tty",
            settings: SerialSettings(baud: .b19200, parity: .even)
        )
        #expect(config.buses.map(\.bus) == [ModbusBusSettings(line: .serial(line))])
        let input = try #require(config.inputs.first)
        #expect(input.connection.name == "bus:cold-room/3")
        guard case .modbus(let device) = input.device else {
            Issue.record("no device")
            return
        }
        #expect(device.interval == .seconds(10))
        #expect(device.retries == 1)
        #expect(device.map.registers.map(\.scale) == [0.1])
        let probe = try #require(config.probes.first)
        #expect(probe.register == 0)
        #expect(probe.input == input.name)
        #expect(probe.probe.quantity == .temperature)
        #expect(probe.probe.location.gln?.rawValue == "7350000000009")
        #expect(probe.probe.location.bin?.rawValue == "KYL-1")
        let band = ClimateBand(lower: 2_000, upper: 8_000, hysteresis: 600, tolerance: 1_800_000)
        #expect(probe.probe.band == band)
        #expect(probe.probe.calibrationDue == CalendarDay(rawValue: 20_270_331))
        #expect(probe.probe.change == 200)
        #expect(probe.probe.period == 300_000)
    }

    @Test func `a bus over TCP has Modbus's own port and any unit`() throws {
        let text =
            soundNode + """
                [[bus]]
                name = "router"
                connect = "192.168.1.1"
                [[input]]
                name = "meter"
                type = "modbus"
                bus = "router"
                map = "map.toml"

                """
        let config = try folder.load(text)
        let address = try #require(NetworkAddress("192.168.1.1:502"))
        #expect(config.buses.map(\.bus.line) == [.tcp(address)])
        #expect(config.inputs.map(\.connection.name) == ["bus:router/1"])
    }

    @Test(arguments: [
        ("device = \"tty\"", "", "bus.device: missing"),
        ("baud = 19200", "baud = 19000", "bus.baud: 19000 is no baud rate"),
        ("parity = \"even\"", "data_bits = 7", "bus.data_bits: Modbus RTU needs 8"),
        ("parity = \"even\"", "direction = \"rst\"", "did you mean 'rts'?"),
        (
            "bus = \"cold-room\"", "bus = \"cold-rom\"",
            "input.bus: no bus 'cold-rom'; did you mean 'cold-room'?"
        ),
        ("unit = 3", "unit = 0", "input.unit: 0 is out of range; expected an integer from 1 to 247"),
        ("unit = 3", "", "input.unit: missing"),
        ("unit = 3", "unit = 3\nbaud = 9600", "input.baud: only an input on a serial line, or the bus, has"),
        ("map = \"map\"", "map = \"./other\"", "input.map: no register map './other': it is not there"),
        ("map = \"map\"", "map = \"other\"", "input.map: no register map 'other': it is neither in"),
        ("map = \"map\"", "map = \"map\"\ninterval = 0", "input.interval: 0 is out of range"),
        (
            "input = \"kyl-1\"", "input = \"kyl-2\"",
            "probe.input: no input of type modbus has the name 'kyl-2'; did"
        ),
        (
            "register = \"temperature\"", "register = \"temp\"",
            "probe.register: the map of 'kyl-1' has no 'temp'"
        ),
        (
            "band = [2, 8]", "band = [8, 2]",
            "probe.band: expected two numbers such as [2, 8], the lower first"
        ),
        ("band = [2, 8]", "", "probe.tolerated_minutes: only a probe with a 'band' has this key"),
        ("tolerated_minutes = 30", "", "probe.tolerated_minutes: missing"),
        (
            "tolerated_minutes = 30", "tolerated_minutes = 30\nhysteresis = 4",
            "probe.hysteresis: more than half"
        ),
        ("\"2027-03-31\"", "\"2027-02-29\"", "probe.calibration_due: '2027-02-29' is not a day"),
        ("bin = \"KYL-1\"", "gln = \"7350000000007\"", "probe.gln: expected a GLN"),
    ])
    func `what is wrong with a bus, a device or a probe is named`(
        _ sound: String,
        _ broken: String,
        _ words: String
    )
        throws
    {
        let text = try #require(soundProbe.replacing(sound, by: broken))
        let faults = try faults(soundNode + text)
        #expect(faults.count == 1, "\(faults)")
        #expect(faults.first?.contains(words) == true, "\(faults)")
    }

    @Test(arguments: [
        ("title = \"A probe\"", "", "map.toml:0 title: missing"),
        ("source = [\"its manual\"]", "", "map.toml:0 source: missing; expected where each value comes from"),
        ("function = 4", "function = 5", "map.toml:6 register.function: 5 is out of range"),
        ("function = 4", "function = 2", "map.toml:8 register.type: 'int16' is not 'bit'"),
        ("address = 1", "address = 65536", "map.toml:7 register.address: 65536 is out of range"),
        ("type = \"int16\"", "type = \"int17\"", "map.toml:8 register.type: 'int17' is not one of"),
        ("scale = 0.1", "order = \"ABDC\"", "map.toml:9 register.order: 'ABDC' is not one of"),
        ("scale = 0.1", "scale = 0", "map.toml:9 register.scale: 0 would make every value 0"),
        ("scale = 0.1", "unknown = [40000]", "map.toml:9 register.unknown: expected an array"),
        (
            "\"temperature\"\nunit", "\"temprature\"\nunit",
            "map.toml:10 register.measures: 'temprature' is not"
        ),
        ("unit = \"°C\"", "unit = \"°F\"", "map.toml:11 register.unit: '°F' is not '°C'"),
        ("unit = \"°C\"", "", "register.unit: missing"),
        ("valid = [-40, 60]", "", "register.valid: missing"),
        ("valid = [-40, 60]", "valid = [-400, 60]", "map.toml:12 register.valid: expected two numbers"),
        ("valid = [-40, 60]", "valid = [-40, 60]\ncolour = 1", "map.toml:13 register.colour: unknown key"),
        ("valid = [-40, 60]", "valid = [", "map.toml:"),
        ("address = 1\ntype = \"int16\"", "address = 65535\ntype = \"int32\"", "does not fit there"),
    ])
    func `what is wrong with a map is named with its own file and line`(
        _ sound: String,
        _ broken: String,
        _ words: String
    ) throws {
        try folder.write(try #require(probeMap.replacing(sound, by: broken)), to: "map.toml")
        let faults = try faults(soundNode + soundProbe)
        #expect(faults.count == 1, "\(faults)")
        #expect(faults.first?.contains(words) == true, "\(faults)")
    }

    @Test func `two devices with one broken map hear of it once`() throws {
        try folder.write(
            "title = 3\n" + probeMap.split(separator: "\n").dropFirst().joined(separator: "\n"),
            to: "map.toml"
        )
        let second =
            "[[input]]\nname = \"kyl-2\"\ntype = \"modbus\"\nbus = \"cold-room\"\nunit = 4\nmap = \"map\"\n"
        #expect(try faults(soundNode + soundProbe + second).count == 1)
    }

    @Test func `an input and a bus cannot share a line`() throws {
        let gnss = "[[input]]\nname = \"gnss\"\ntype = \"nmea\"\ndevice = \"tty\"\n"
        let faults = try faults(soundNode + soundProbe + gnss)
        #expect(faults.count == 1)
        #expect(
            faults.first?.contains("bus.device: the input on line 24 has the same device") == true,
            "\(faults)"
        )
    }

    @Test(arguments: [
        "xy-md02", "vaisala-hmp", "pzem-017", "victron-gx", "teltonika-gnss", "teltonika-gnss-be",
    ])
    func `the maps of the package are sound`(_ name: String) throws {
        var parts = #filePath.split(separator: "/")
        parts.removeLast(4)
        let path = "/" + parts.joined(separator: "/") + "/firmware-config/modbus/\(name).toml"
        let log = FaultLog(folder: "/")
        let map = ModbusMapReader.map(in: ConfigFile(path: path), log: log)
        #expect(log.faults.isEmpty, "\(log.faults)")
        let found = try #require(map)
        #expect(found.hasPosition == name.hasPrefix("teltonika"))
        #expect(found.registers.count >= 2)
    }

    @Test func `a power meter's registers are volts, amperes, watts and watt hours`() throws {
        let path = "\(BoardFiles.repository)/firmware-config/modbus/pzem-017.toml"
        let map = try #require(
            ModbusMapReader.map(in: ConfigFile(path: path), log: FaultLog(folder: "/"))
        )
        let requests = map.requests(unit: 1)
        #expect(requests.count == 1)
        let request = try #require(requests.first)
        // 13.27 V, 52.10 A, 6913.6 W, 70000 Wh; low words first.
        let answer = ModbusAnswer.words([1_327, 5_210, 3_600, 1, 4_464, 1])
        var values: [String: Double] = [:]
        for register in map.registers {
            values[register.name] = try register.value(try #require(answer.bits(of: register, in: request)))
        }
        #expect(values["voltage"] == 13.27 && values["current"] == 52.1)
        #expect(values["power"].map { abs($0 - 6_913.6) < 1e-9 } == true)
        #expect(values["energy"] == 70_000)
        #expect(map.registers.map(\.measure.unit) == ["V", "A", "W", "Wh"])
    }
}

extension String {
    /// The text with the first place of a part replaced; `nil` where it has no such part.
    fileprivate func replacing(_ part: String, by other: String) -> String? {
        guard let place = firstRange(of: part) else { return nil }
        return String(self[..<place.lowerBound]) + other + String(self[place.upperBound...])
    }
}
