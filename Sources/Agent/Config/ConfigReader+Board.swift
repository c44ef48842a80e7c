import ConfigFiles
import FieldModel
import Glibc
import LinuxIO

extension ConfigReader {
    /// Where the boards of the package are.
    static let boardFolder = "/usr/share/budkavle/boards"
    /// How many files of a folder are looked at for a board to name.
    private static let maximumBoards = 64

    /// The board that the `[board]` table names.
    static func board(_ root: ConfigTable) -> BoardSettings? {
        guard let table = root.table("board") else { return nil }
        defer { table.finish() }
        let expected = "the name of a board, or the path of its file"
        guard let name = table.string("file", limit: 1024, required: true, expected: expected) else {
            return nil
        }
        guard let path = boardPaths(name, root).first(where: { access($0, F_OK) == 0 }) else {
            let places =
                name.contains("/")
                ? "it is not there" : "it is neither in \(boardFolder) nor beside this file"
            table.fault("file", "no board '\(name)': \(places)" + knownBoards(name, root))
            return nil
        }
        return BoardReader.board(in: ConfigFile(path: path), log: root.log)
    }

    private static func boardPaths(_ name: String, _ root: ConfigTable) -> [String] {
        let file = name.hasSuffix(".toml") ? name : name + ".toml"
        if name.contains("/") { return [root.resolve(file)] }
        return ["\(boardFolder)/\(file)", root.resolve(file)]
    }

    /// What is there in the place of a board that is not, and which of them was meant.
    private static func knownBoards(_ name: String, _ root: ConfigTable) -> String {
        let names = Set([boardFolder, root.resolve(".")].flatMap(boards)).sorted()
        guard !names.isEmpty else { return "" }
        return Spelling.hint(for: name, among: names) + "; known boards: \(names.joined(separator: ", "))"
    }

    /// The boards in a folder, by the names of their files. What else is TOML there has no `name` in `[board]`.
    private static func boards(in folder: String) -> [String] {
        let files = MachineFiles().names(in: folder).filter { $0.hasSuffix(".toml") }
        return files.prefix(maximumBoards).filter { file in
            // A file that cannot be read is no board to choose.
            guard
                let bytes = try? ConfigFile(path: "\(folder)/\(file)").read(limit: ConfigTable.maximumBytes),
                case .table(let entries)? = try? ConfigNode(document: bytes).value,
                case .table(let head)? = entries["board"]?.value
            else { return false }
            return head["name"] != nil
        }.map { String($0.dropLast(".toml".count)) }
    }

    /// Whether the configuration names a board that could not be read. What belongs to it is then not told again.
    var isBoardUnknown: Bool { board == nil && root.has("board") }

    /// The port that a device such as `port:gnss` or `bus:probes` names; `nil` for any other device, and with a fault
    /// when the board has none of that name.
    func port(_ table: ConfigTable, _ key: String = "device") -> BoardPort? {
        guard let text = table.text(key), let place = PortName(text) else { return nil }
        if let port = port(at: place) { return port }
        guard let board else {
            if !isBoardUnknown { table.fault(key, "'\(text)' needs a [board] that has it") }
            return nil
        }
        let names = place.isBus ? board.buses.map(\.name.rawValue) : board.ports.map(\.name.rawValue)
        let kind = place.isBus ? "bus" : "port"
        let hint = Spelling.hint(for: place.name, among: names)
        let known = names.isEmpty ? "; it has none" : "; it has \(names.joined(separator: ", "))"
        table.fault(
            key,
            "the board '\(board.name)' has no \(kind) '\(place.name)'" + (hint.isEmpty ? known : hint)
        )
        return nil
    }

    /// The bus that a device such as `bus:probes` names.
    func bus(_ table: ConfigTable, _ key: String = "device") -> BoardBus? {
        guard let place = table.text(key).flatMap(PortName.init), place.isBus else { return nil }
        return board?.bus(named: place.name)
    }

    /// Path of the tty of an input: as written, or that of the board's port, which must be serial.
    func devicePath(_ table: ConfigTable, expected: String) -> String? {
        guard let text = table.text("device"), PortName(text) != nil else {
            return table.path("device", required: true, expected: expected)
        }
        _ = table.string("device", expected: expected)
        guard let port = port(table) else { return nil }
        guard case .serial(let path) = port.way else {
            table.fault("device", "the port '\(port.name)' is no serial one")
            return nil
        }
        return path
    }

    /// What a serial device runs at when its input does not say: as its bus or port has it.
    func usualBaud(_ table: ConfigTable) -> Int? {
        guard let place = table.text("device").flatMap(PortName.init) else { return nil }
        return bus(table)?.baud ?? port(at: place)?.baud
    }

    /// The connection of a device that is a network port of the board; `nil` for any other.
    func networkPort(_ table: ConfigTable) -> InputSettings.Connection? {
        guard let place = table.text("device").flatMap(PortName.init) else { return nil }
        switch port(at: place)?.way {
        case .tcp(let address): return .tcp(address)
        case .udp(let address, let sender): return .udp(address, sender: sender)
        case .serial, nil: return nil
        }
    }

    /// The path that a device really has, by which two inputs on one are found out.
    func canonicalDevice(_ text: String) -> String {
        guard let place = PortName(text) else { return ConfigFile(path: root.resolve(text)).canonicalPath }
        guard let port = port(at: place) else { return text }
        guard case .serial(let path) = port.way else { return "port:\(port.name)" }
        return ConfigFile(path: path).canonicalPath
    }

    private func port(at place: PortName) -> BoardPort? {
        place.isBus
            ? board?.bus(named: place.name).flatMap { board?.port(named: $0.port) }
            : board?.port(named: place.name)
    }

    /// A port or a bus of the board, in the place of a path.
    struct PortName {
        let isBus: Bool
        let name: String

        init?(_ text: String) {
            guard text.hasPrefix("port:") || text.hasPrefix("bus:") else { return nil }
            isBus = text.hasPrefix("bus:")
            name = String(text.dropFirst(isBus ? 4 : 5))
        }
    }
}
