import ConfigFiles
import FieldModel
import Hardware

extension ConfigReader {
    /// How many lines a board or a node may have.
    static let maximumLines = 64

    /// The board's lines as the `[[line]]` tables change them, and those that the node adds.
    func lines(
        besides inputs: [InputSettings],
        _ presence: ((LineSettings) -> LinePresence)? = nil
    ) -> [LineSettings] {
        let tables = root.tables("line", atMost: Self.maximumLines)
        ConfigTable.noteRepeated("name", in: tables)
        var lines: [(line: BoardLine, table: ConfigTable?)] = board?.lines.map { ($0, nil) } ?? []
        let inherited = lines.count
        for table in tables {
            defer { table.finish() }
            let name = table.text("name").flatMap(SourceID.init(rawValue:))
            let known = lines.prefix(inherited).firstIndex { $0.line.settings.name == name }
            if let known {
                _ = table.name("name")
                lines[known] = (LineTable(table: table).amended(lines[known].line), table)
            } else if let line = definition(table) {
                lines.append((line, table))
            }
        }
        for (line, table) in lines {
            let name = line.settings.name
            if name == .agent { table?.fault("name", "'agent' is the agent itself; choose another name") }
            guard inputs.contains(where: { $0.name == name }) else { continue }
            let message = "an input has the name '\(name)', too; both would be the same source of events"
            if let table { table.fault("name", message) } else { root.fault("line", message) }
        }
        Self.noteSharedPlaces(lines)
        noteRepeatedRoles(lines)
        if let presence { noteAbsent(lines, presence) }
        return lines.map(\.line.settings)
    }

    /// A line that the board does not have. One that says nowhere where it is was meant to be the board's.
    private func definition(_ table: ConfigTable) -> BoardLine? {
        let isPlaced = ["chip", "offset", "kernel_line"].contains(where: table.has)
        if isBoardUnknown, !isPlaced {
            // It may be an odometer there, so what only an odometer has is not refused.
            _ = table.name("name")
            _ = LineTable(table: table).amended(
                BoardLine(
                    settings: LineSettings(
                        name: .agent,
                        chip: "",
                        place: .offset(0),
                        role: .odometer(millimetresPerPulse: 1)
                    )
                )
            )
            return nil
        }
        if let board, !isPlaced, let name = table.name("name")?.rawValue {
            let names = board.lines.map(\.settings.name.rawValue)
            let hint = Spelling.hint(for: name, among: names)
            table.fault(
                "name",
                "the board '\(board.name)' has no line '\(name)'\(hint); another line needs a 'chip'"
            )
            _ = LineTable(table: table).amended(
                BoardLine(settings: LineSettings(name: .agent, chip: "", place: .offset(0), role: .unused))
            )
            return nil
        }
        return LineTable(table: table).definition()
    }

    /// Notes every line that is where an earlier one is.
    static func noteSharedPlaces(_ lines: [(line: BoardLine, table: ConfigTable?)]) {
        var first: [Spot: SourceID] = [:]
        for (line, table) in lines {
            let settings = line.settings
            let spot = Spot(settings)
            guard let earlier = first[spot] else {
                first[spot] = settings.name
                continue
            }
            let key = table?.has("offset") == true ? "offset" : "kernel_line"
            table?.fault(key, "the line '\(earlier)' is at the same place of \(settings.chip)")
        }
    }

    private struct Spot: Hashable {
        let chip: Substring
        let place: LineSettings.Place

        init(chip: Substring, place: LineSettings.Place) {
            self.chip = chip
            self.place = place
        }

        init(_ line: LineSettings) {
            chip = line.chip.hasPrefix("/dev/") ? line.chip.dropFirst(5) : line.chip[...]
            place = line.place
        }
    }

    /// Notes every line that the machine has not, and every one that is another one under a second name of its chip.
    private func noteAbsent(
        _ lines: [(line: BoardLine, table: ConfigTable?)],
        _ presence: (LineSettings) -> LinePresence
    ) {
        var first: [Spot: LineSettings] = [:]
        for (line, table) in lines {
            let settings = line.settings
            switch presence(settings) {
            case .unknown: break
            case .absent(let reason): note(reason, of: settings, table)
            case .at(let chip, let offset):
                let spot = Spot(chip: chip[...], place: .offset(offset))
                if let earlier = first[spot], Spot(earlier) != Spot(settings) {
                    note("the line '\(earlier.name)' is line \(offset) of \(chip), too", of: settings, table)
                }
                first[spot] = first[spot] ?? settings
            }
        }
    }

    private func note(_ message: String, of line: LineSettings, _ table: ConfigTable?) {
        if let key = ["kernel_line", "offset", "name"].first(where: { table?.has($0) == true }) {
            table?.fault(key, message)
        } else {
            root.fault("board", "'\(line.name)' of the board: \(message)")
        }
    }

    /// Notes every second line with a role that a node has once.
    private func noteRepeatedRoles(_ lines: [(line: BoardLine, table: ConfigTable?)]) {
        var first: [LineRoleName: SourceID] = [:]
        let own = lines.filter { $0.table == nil } + lines.filter { $0.table != nil }
        for (line, table) in own {
            let role = LineRoleName(line.settings.role)
            guard role.isSingle else { continue }
            guard let earlier = first[role] else {
                first[role] = line.settings.name
                continue
            }
            let message =
                "the line '\(earlier)' has the role \(role.rawValue) already, and a node has one; "
                + "give one of them the role unused"
            if let table {
                table.fault("role", message)
            } else {
                root.fault("line", "'\(line.settings.name)' of the board: \(message)")
            }
        }
    }
}
