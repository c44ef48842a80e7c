import ConfigFiles
import FieldModel
import LinuxIO

/// The schema of a board file.
struct BoardReader {
    let root: ConfigTable
    let file: String

    /// Reads a board file as far as it can be read, and notes every fault in the log.
    static func board(in file: ConfigFile, log: FaultLog) -> BoardSettings? {
        let own = FaultLog(folder: file.folder, file: file.path)
        defer { log.faults += own.faults }
        do throws(ConfigFault) {
            let root = try ConfigTable(document: file.document(limit: AgentConfig.maximumBytes), log: own)
            return BoardReader(root: root, file: file.path).board()
        } catch {
            own.faults.append(error.in(file: file.path))
            return nil
        }
    }

    private func board() -> BoardSettings? {
        let head = root.table("board", required: true, expected: "the [board] table")
        let name = head?.name("name")
        let title = head?.string("title", limit: 120, required: true) ?? ""
        let source = head?.string(
            "source",
            limit: 400,
            required: true,
            expected: "where the values come from"
        )
        head?.finish()
        let ports = ports()
        let lines = lines()
        let buses = buses(among: ports)
        root.finish()
        guard let name else { return nil }
        return BoardSettings(
            name: name,
            title: title,
            source: source ?? "",
            file: file,
            ports: ports,
            lines: lines,
            buses: buses
        )
    }

    private func lines() -> [BoardLine] {
        let tables = root.tables("line", atMost: ConfigReader.maximumLines)
        let lines = tables.map { table in
            defer { table.finish() }
            return LineTable(table: table).definition()
        }
        ConfigTable.noteRepeated("name", in: tables)
        ConfigReader.noteSharedPlaces(
            zip(lines, tables).compactMap { line, table in line.map { ($0, table) } }
        )
        return lines.compactMap(\.self)
    }

    private func buses(among ports: [BoardPort]) -> [BoardBus] {
        let tables = root.tables("bus", atMost: 16)
        ConfigTable.noteRepeated("name", in: tables)
        ConfigTable.noteRepeated("port", in: tables)
        return tables.compactMap { table in
            defer { table.finish() }
            let name = table.name("name")
            let names = ports.map(\.name.rawValue)
            let port = table.string("port", required: true, expected: "the name of a port")
            if let port, !names.contains(port) {
                table.fault("port", "no port '\(port)' here" + Spelling.hint(for: port, among: names))
            } else if let port, ports.contains(where: { $0.name.rawValue == port && $0.kind == .udp }) {
                table.fault("port", "Modbus does not run over datagrams")
            }
            let baud = table.baud()
            let parities = SerialLineSettings.Parity.allCases.map { (name: $0.rawValue, value: $0) }
            let parity = table.choice("parity", among: parities)
            let stopBits = table.integer("stop_bits", in: 1...2)
            guard let name, let port else { return nil }
            return BoardBus(name: name, port: port, baud: baud, parity: parity, stopBits: stopBits)
        }
    }
}

extension BoardReader {
    private func ports() -> [BoardPort] {
        let tables = root.tables("port", atMost: 32)
        let ports = tables.map(port)
        ConfigTable.noteRepeated("name", in: tables)
        ConfigTable.noteRepeated("device", in: tables)
        ConfigTable.noteRepeated("listen", in: tables)
        return ports.compactMap(\.self)
    }

    private func port(_ table: ConfigTable) -> BoardPort? {
        defer { table.finish() }
        let name = table.name("name")
        let kinds = BoardPort.Kind.allCases.map { (name: $0.rawValue, value: $0) }
        let kind = table.choice("kind", among: kinds, required: true)
        let way = way(table, kind)
        let baud = table.baud()
        let turnarounds = BoardPort.Turnaround.allCases.map { (name: $0.rawValue, value: $0) }
        let turnaround = table.choice("turnaround", among: turnarounds)
        let connector = table.string("connector", limit: 200) ?? ""
        if let kind, kind != .rs485, table.has("turnaround") {
            table.fault("turnaround", "only a port of kind rs485 has this key")
        }
        if let kind, !kind.isSerial, table.has("baud") {
            table.fault("baud", "only a serial port has this key")
        }
        guard let name, let kind, let way else { return nil }
        return BoardPort(
            name: name,
            kind: kind,
            way: way,
            baud: baud,
            turnaround: turnaround ?? .automatic,
            connector: connector
        )
    }

    private func way(_ table: ConfigTable, _ kind: BoardPort.Kind?) -> BoardPort.Way? {
        let owners = ["device": "a serial port", "connect": "a port of kind tcp"]
        let needed =
            switch kind {
            case .tcp: "connect"
            case .udp: "listen"
            case nil: ["device", "connect", "listen"].first(where: table.has) ?? "device"
            default: "device"
            }
        for key in ["device", "connect", "listen", "sender"]
        where key != needed && !(key == "sender" && needed == "listen") {
            table.foreign([key], only: owners[key] ?? "a port of kind udp")
        }
        switch needed {
        case "connect": return table.address("connect", required: true).map { .tcp($0) }
        case "listen":
            let sender = table.sender()
            return table.address("listen", required: true).map { .udp($0, sender: sender) }
        default:
            let expected = "the path of a serial device that starts with /"
            guard let path = table.string("device", limit: 1024, required: true, expected: expected)
            else { return nil }
            if !path.hasPrefix("/") { table.fault("device", "'\(path)' is not \(expected)") }
            return .serial(path)
        }
    }
}
