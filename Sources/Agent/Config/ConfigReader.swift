package import ConfigFiles
import FieldModel
package import Hardware
import Journal
import Logging

extension AgentConfig {
    /// The most bytes that a configuration file may have.
    package static let maximumBytes = ConfigTable.maximumBytes

    /// Reads and checks a configuration file. With `presence`, which looks for a line on the machine, lines are checked, too;
    /// without it no hardware is asked.
    ///
    /// - Throws: every fault of the file, all of them at once.
    package static func load(
        path: String,
        presence: ((LineSettings) -> LinePresence)? = nil
    ) throws(ConfigFaults) -> AgentConfig {
        let file = ConfigFile(path: path)
        let log = FaultLog(folder: file.folder)
        var config: AgentConfig?
        do throws(ConfigFault) {
            let root = try ConfigTable(document: file.document(limit: maximumBytes), log: log)
            config = ConfigReader(root: root).config(presence)
        } catch {
            log.faults.append(error)
        }
        guard let config, log.faults.isEmpty else { throw ConfigFaults(file: path, faults: log.faults) }
        return config
    }
}

/// The schema of the configuration file: reads the tables of a document and notes what is wrong with them.
struct ConfigReader {
    let root: ConfigTable
    let board: BoardSettings?
    let buses: [BusSettings]

    init(root: ConfigTable) {
        let board = Self.board(root)
        self.init(root: root, board: board, buses: Self.buses(root, board))
    }

    init(root: ConfigTable, board: BoardSettings?, buses: [BusSettings]) {
        self.root = root
        self.board = board
        self.buses = buses
    }

    /// The configuration as far as it can be read; it holds only when no fault was noted.
    func config(_ presence: ((LineSettings) -> LinePresence)? = nil) -> AgentConfig? {
        let node = node()
        let stock = stock()
        let keys = root.table("keys")
        let keyDirectory = keys?.path("directory") ?? "/var/lib/budkavle/keys"
        keys?.finish()
        let journal = journal()
        let inputs = inputs()
        noteSharedDevices()
        let probes = probes(on: inputs, stock: stock)
        let lines = lines(besides: inputs, presence)
        let position = position()
        let coordinator = coordinator()
        let links = links()
        let agent = agent()
        if root.has("link"), !root.has("coordinator") {
            root.fault("coordinator", "missing; a node with links needs its coordinator's root and key_set")
        }
        root.finish()
        guard let node else { return nil }
        return AgentConfig(
            nodeID: node.id,
            profile: node.profile,
            label: node.label,
            stock: stock,
            keyDirectory: keyDirectory,
            journal: journal,
            inputs: inputs,
            coordinator: coordinator,
            links: links,
            socket: agent.socket,
            logLevel: agent.logLevel,
            position: position,
            board: board,
            lines: lines,
            buses: buses,
            probes: probes
        )
    }

    private func node() -> (id: NodeID, profile: UnitProfile, label: InformationLabel)? {
        guard let table = root.table("node", required: true, expected: "the [node] table") else { return nil }
        let id = table.integer("id", in: 1...Int(UInt32.max), required: true)
        let callSign = table.string("call_sign", required: true)
        let kinds = UnitProfile.Kind.allCases.map { (name: $0.name, value: $0) }
        let kind = table.choice("kind", among: kinds, required: true)
        let profile = UnitProfile(
            callSign: callSign ?? "",
            kind: kind ?? .vehicle,
            type: table.string("type") ?? "",
            owner: table.string("owner") ?? "",
            region: table.string("region") ?? "",
            capacity: capacity(table)
        )
        let label = label(table)
        table.finish()
        return (NodeID(UInt32(id ?? 1)), profile, label)
    }

    private func capacity(_ node: ConfigTable) -> Capacity {
        guard let table = node.table("capacity") else { return Capacity() }
        defer { table.finish() }
        let places: (String) -> UInt32? = { table.integer($0, in: 0...10_000).map(UInt32.init) }
        return Capacity(
            litter: places("litter"),
            sitting: places("sitting"),
            icu: places("icu"),
            isolation: places("isolation")
        )
    }

    private func label(_ table: ConfigTable) -> InformationLabel {
        guard let level = table.integer("label", in: 0...4, expected: "an integer from 0 to 3")
        else { return .limited }
        if let label = InformationLabel(rawValue: UInt8(level)) { return label }
        table.fault(
            "label",
            "security-classified information does not belong in this system; the highest is 3"
        )
        return .limited
    }

    private func stock() -> StockLocation {
        guard let table = root.table("stock") else { return StockLocation() }
        defer { table.finish() }
        return Self.place(table)
    }

    /// What `gln` and `bin` of a table say.
    static func place(_ table: ConfigTable) -> StockLocation {
        let gln = table.string("gln", expected: "a GLN")
        if let gln, !isGLN(gln) {
            table.fault("gln", "expected a GLN: 13 digits, the last of which is the check digit")
        }
        let text = table.string("bin")
        let bin = text.flatMap(Token.init(rawValue:))
        if text != nil, bin == nil {
            table.fault("bin", "expected at most \(Token.maximumBytes) printable ASCII characters")
        }
        return StockLocation(gln: gln.flatMap(Token.init(rawValue:)), bin: bin)
    }

    /// Whether these are 13 digits with the check digit of the GS1 General Specifications, §7.9.
    private static func isGLN(_ text: String) -> Bool {
        let digits = text.utf8.map { Int($0) - 0x30 }
        guard digits.count == 13, digits.allSatisfy({ (0...9).contains($0) }) else { return false }
        return digits.enumerated().reduce(0) { $0 + $1.element * ($1.offset % 2 == 0 ? 1 : 3) } % 10 == 0
    }

    private func journal() -> JournalPlace {
        let table = root.table("journal")
        defer { table?.finish() }
        let retention = JournalSettings.defaultRetention
        return JournalPlace(
            directory: table?.path("directory") ?? "/var/lib/budkavle/journal",
            commitInterval: table?.seconds("commit_interval", in: 0.1...10, default: .seconds(10))
                ?? .seconds(10),
            quota: table?.size("quota", from: 16 << 20) ?? JournalSettings.defaultQuota,
            retention: table?.seconds("retention", in: 86_400...315_360_000, default: retention) ?? retention
        )
    }

    private func coordinator() -> CoordinatorSettings? {
        guard let table = root.table("coordinator") else { return nil }
        defer { table.finish() }
        let expected = "the coordinator's root key as 64 hexadecimal digits"
        let hex = table.anyString("root", required: true, expected: expected)
        let root = hex.flatMap(Self.bytes(hex:))
        if hex != nil, root?.count != 32 { table.fault("root", "expected \(expected)") }
        let keySet = table.file("key_set", required: true, expected: "the path of the signed key set")
        guard let root, let keySet else { return nil }
        return CoordinatorSettings(root: root, keySet: keySet)
    }

    private static func bytes(hex: String) -> [UInt8]? {
        let digits = hex.utf8.map { byte in
            switch byte {
            case 0x30...0x39: byte - 0x30
            case 0x41...0x46: byte - 0x41 + 10
            case 0x61...0x66: byte - 0x61 + 10
            default: UInt8.max
            }
        }
        guard digits.count % 2 == 0, digits.allSatisfy({ $0 < 16 }) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    func agent() -> (socket: String, logLevel: Logger.Level) {
        let table = root.table("agent")
        defer { table?.finish() }
        let socket = table?.path("socket") ?? "/run/budkavle/agent.sock"
        if socket.utf8.count > 107 {
            table?.fault("socket", "\(socket.utf8.count) bytes are too long; a socket's path has at most 107")
        }
        let levels: [Logger.Level] = [.trace, .debug, .info, .notice, .warning, .error]
        let level = table?.choice("log_level", among: levels.map { (name: $0.rawValue, value: $0) })
        return (socket, level ?? .info)
    }
}
