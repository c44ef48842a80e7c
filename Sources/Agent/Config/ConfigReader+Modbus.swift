import ConfigFiles
import FieldModel
import Glibc
import Hardware
import Inputs
import LinuxIO

extension ConfigReader {
    /// Where the register maps of the package are.
    static let mapFolder = "/usr/share/budkavle/modbus"

    private static let serialKeys = ["baud", "parity", "data_bits", "stop_bits", "direction"]

    /// The `[[bus]]` tables.
    static func buses(_ root: ConfigTable, _ board: BoardSettings?) -> [BusSettings] {
        let reader = ConfigReader(root: root, board: board, buses: [])
        let tables = root.tables("bus", atMost: 16)
        let buses = tables.map(reader.bus)
        ConfigTable.noteRepeated("name", in: tables)
        ConfigTable.noteRepeated("device", in: tables, normalise: reader.canonicalDevice)
        ConfigTable.noteRepeated("connect", in: tables)
        return buses.compactMap(\.self)
    }

    private func bus(_ table: ConfigTable) -> BusSettings? {
        defer { table.finish() }
        let name = table.name("name")
        let pause = table.seconds("pause", in: 0...1, default: .milliseconds(20))
        let timeout = table.seconds("timeout", in: 0.05...5, default: .milliseconds(300))
        guard let line = line(table), let name else { return nil }
        return BusSettings(
            name: name,
            bus: ModbusBusSettings(line: line, turnaround: pause, timeout: timeout)
        )
    }

    private func line(_ table: ConfigTable) -> ModbusLine? {
        let address = table.address("connect", defaultPort: ModbusBusSettings.port)
        if table.has("connect") {
            table.foreign(["device"] + Self.serialKeys, only: "a bus on a serial line")
            return address.map { .tcp($0) }
        }
        if case .tcp(let address) = networkPort(table) {
            _ = table.string("device")
            table.foreign(Self.serialKeys, only: "a bus on a serial line")
            return .tcp(address)
        }
        let expected = "the path of a serial device or bus:NAME of the board, unless 'connect' has an address"
        let path = devicePath(table, expected: expected)
        let baud = table.baud() ?? usualBaud(table) ?? 9_600
        let parities = SerialSettings.Parity.allCases.map { (name: $0.rawValue, value: $0) }
        let parity = table.choice("parity", among: parities)
        let usual = self.bus(table, "device")
        let dataBits = table.integer("data_bits", in: 7...8) ?? 8
        if dataBits == 7 { table.fault("data_bits", "Modbus RTU needs 8 data bits") }
        let stopBits = table.integer("stop_bits", in: 1...2) ?? usual?.stopBits ?? 1
        let directions = ModbusSerialLine.Direction.allCases.map { (name: $0.rawValue, value: $0) }
        let direction = table.choice("direction", among: directions) ?? usualDirection(table)
        guard let path else { return nil }
        let usualParity = usual?.parity.flatMap { SerialSettings.Parity(rawValue: $0.rawValue) }
        let settings = SerialSettings(
            baud: SerialSettings.Baud(rawValue: UInt32(clamping: baud)) ?? .b9600,
            parity: parity ?? usualParity ?? .none,
            stopBits: stopBits == 2 ? .two : .one
        )
        return .serial(ModbusSerialLine(path: path, settings: settings, direction: direction))
    }

    /// As the board has its transceiver wired.
    private func usualDirection(_ table: ConfigTable) -> ModbusSerialLine.Direction {
        guard let text = table.text("device"), text.contains(":") else { return .automatic }
        let turnaround = port(table)?.turnaround ?? .automatic
        return ModbusSerialLine.Direction(rawValue: turnaround.rawValue) ?? .automatic
    }

    /// What an input of type modbus says of its device.
    func modbus(
        _ table: ConfigTable
    ) -> (device: ModbusDevice, connection: InputSettings.Connection)? {
        let names = buses.map(\.name.rawValue)
        let name = table.string("bus", required: true, expected: "the name of a [[bus]]")
        let bus = buses.first { $0.name.rawValue == name }
        // A bus that has faults of its own is not told twice.
        if let name, bus == nil, !root.glance("bus").contains(where: { $0.text("name") == name }) {
            let hint = Spelling.hint(for: name, among: names)
            let known = names.isEmpty ? "; there is none" : "; there are \(names.joined(separator: ", "))"
            table.fault("bus", "no bus '\(name)'" + (hint.isEmpty ? known : hint))
        }
        let isSerial = if case .serial = bus?.bus.line { true } else { false }
        let needsUnit = bus == nil ? !isOnUnknownBoard(bus: name) : isSerial
        let unit = table.integer("unit", in: isSerial ? 1...247 : 0...255, required: needsUnit) ?? 1
        let map = map(table)
        let interval = table.seconds("interval", in: 0.1...3_600, default: .seconds(10))
        let retries = table.integer("retries", in: 0...5) ?? 1
        guard let bus, let map else { return nil }
        return (
            ModbusDevice(unit: UInt8(unit), map: map, interval: interval, retries: retries),
            .bus(bus.name, unit: UInt8(unit))
        )
    }

    /// Whether only a board that could not be read can say if a bus is a serial one.
    private func isOnUnknownBoard(bus name: String?) -> Bool {
        guard isBoardUnknown else { return false }
        let bus = root.glance("bus").first { $0.text("name") == name }
        return bus?.text("device").flatMap(PortName.init) != nil
    }

    private func map(_ table: ConfigTable) -> ModbusMap? {
        let expected = "the name of a register map, or the path of its file"
        guard let name = table.string("map", limit: 1_024, required: true, expected: expected) else {
            return nil
        }
        let file = name.hasSuffix(".toml") ? name : name + ".toml"
        let paths =
            name.contains("/") ? [root.resolve(name)] : ["\(Self.mapFolder)/\(file)", root.resolve(file)]
        guard let path = paths.first(where: { access($0, F_OK) == 0 }) else {
            let places =
                name.contains("/")
                ? "it is not there" : "it is neither in \(Self.mapFolder) nor beside this file"
            table.fault("map", "no register map '\(name)': \(places)")
            return nil
        }
        return ModbusMapReader.map(in: ConfigFile(path: path), log: root.log)
    }

    /// Notes each bus on a device that an input has, too.
    func noteSharedDevices() {
        let inputs = root.glance("input")
        for bus in root.glance("bus") {
            guard let device = bus.text("device").map(canonicalDevice) else { continue }
            let other = inputs.first { $0.text("device").map(canonicalDevice) == device }
            guard let other else { continue }
            let place = other.line.map { " on line \($0)" } ?? ""
            bus.fault("device", "the input\(place) has the same device")
        }
    }
}
