import ConfigFiles
import FieldModel
import Inputs
import LinuxIO

extension ConfigReader {
    private enum DeviceType: String, CaseIterable {
        case nmea
        case gpsd
        case scanner
        case modbus
    }

    static let lineKeys = ["device", "baud", "parity", "data_bits", "stop_bits"]
    private static let receiverKeys = ["interval"]
    private static let everyInterval = 0.1...3600.0

    /// The `[[input]]` tables.
    func inputs() -> [InputSettings] {
        let tables = root.tables("input", atMost: 64)
        let inputs = tables.map(input)
        ConfigTable.noteRepeated("name", in: tables)
        ConfigTable.noteRepeated("device", in: tables, normalise: canonicalDevice)
        ConfigTable.noteRepeated("listen", in: tables)
        noteRepeatedScanners(tables, inputs)
        return inputs.compactMap(\.self)
    }

    private func input(_ table: ConfigTable) -> InputSettings? {
        defer { table.finish() }
        let name = table.name("name")
        if name == .agent { table.fault("name", "'agent' is the agent itself; choose another name") }
        let types = DeviceType.allCases.map { (name: $0.rawValue, value: $0) }
        let device: InputSettings.Device
        let connection: InputSettings.Connection?
        switch table.choice("type", among: types, required: true) {
        case .nmea:
            device = .nmea(interval: interval(table))
            connection = self.connection(table)
            table.foreign(Self.scannerKeys, only: "an input of type scanner")
            table.foreign(["receiver"], only: "an input of type gpsd")
        case .gpsd:
            device = .gpsd(receiver: receiver(table), interval: interval(table))
            let address = table.address("connect", defaultPort: ReceiverLink.gpsdPort)
            connection = .tcp(address ?? Self.localGpsd)
            table.foreign(Self.scannerKeys, only: "an input of type scanner")
            table.foreign(Self.lineKeys, only: "an input on a serial line")
            table.foreign(["listen", "sender"], only: "an input of type nmea")
        case .scanner:
            device = .scanner(scanner(table))
            connection = scannerConnection(table)
            table.foreign(Self.receiverKeys, only: "an input of type nmea or gpsd")
            table.foreign(["connect"], only: "an input of type nmea or gpsd")
            table.foreign(["listen", "sender"], only: "an input of type nmea")
            table.foreign(["receiver"], only: "an input of type gpsd")
        case .modbus:
            guard let found = modbus(table) else { return nil }
            (device, connection) = (.modbus(found.device), found.connection)
            table.foreign(Self.scannerKeys, only: "an input of type scanner")
            table.foreign(Self.lineKeys, only: "an input on a serial line, or the bus,")
            table.foreign(["connect", "listen", "sender", "receiver"], only: "an input of another type")
        case nil:
            table.pass(["bus", "unit", "map", "retries"])
            _ = (scannerConnection(table), interval(table), scanner(table), receiver(table))
            _ = (table.address("connect"), table.address("listen"), table.sender())
            return nil
        }
        guard let name, let connection else { return nil }
        return InputSettings(name: name, connection: connection, device: device)
    }

    private static var localGpsd: NetworkAddress { NetworkAddress.loopback(port: ReceiverLink.gpsdPort) }

    private func interval(_ table: ConfigTable) -> Duration {
        table.seconds("interval", in: Self.everyInterval, default: .seconds(1))
    }

    /// A serial line unless `connect` or `listen` names the network; one of the three.
    private func connection(_ table: ConfigTable) -> InputSettings.Connection? {
        let ways = ["device", "connect", "listen"].filter(table.has)
        for way in ways.dropFirst() {
            table.fault(way, "an input has one of 'device', 'connect' and 'listen', not also '\(ways[0])'")
        }
        let tcp = table.address("connect")
        let udp = table.address("listen")
        let sender = table.sender()
        if sender != nil, !table.has("listen") {
            table.fault("sender", "only an input with 'listen' has this key")
        }
        if ways.first == nil || ways[0] == "device" {
            guard let port = networkPort(table) else { return .serial(line(table, baud: 9600)) }
            _ = table.string("device")
            table.foreign(Self.lineKeys.filter { $0 != "device" }, only: "an input on a serial line")
            return port
        }
        table.foreign(Self.lineKeys, only: "an input on a serial line")
        return ways[0] == "connect" ? tcp.map { .tcp($0) } : udp.map { .udp($0, sender: sender) }
    }

    /// The path as gpsd knows it, which goes into a request.
    private func receiver(_ table: ConfigTable) -> String? {
        let expected = "the path of one of gpsd's devices"
        guard let path = table.string("receiver", limit: 127, expected: expected) else { return nil }
        guard path.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }) else {
            table.fault("receiver", "'\(path)' is not \(expected)")
            return nil
        }
        return path
    }

    func line(_ table: ConfigTable, baud: Int) -> SerialLineSettings {
        let path = devicePath(table, expected: "the path of a serial device, or port:NAME of the board")
        let rate = table.baud() ?? usualBaud(table)
        let parities = SerialLineSettings.Parity.allCases.map { (name: $0.rawValue, value: $0) }
        return SerialLineSettings(
            path: path ?? "",
            baud: rate ?? baud,
            parity: table.choice("parity", among: parities) ?? .none,
            dataBits: table.integer("data_bits", in: 7...8) ?? 8,
            stopBits: table.integer("stop_bits", in: 1...2) ?? 1
        )
    }
}
