import ConfigFiles
import FieldModel
import Hardware

/// A `[[line]]` table, of a board or of a node.
struct LineTable {
    let table: ConfigTable

    /// A whole line: where it is, how it is wired, and what it means unless a node says something else.
    func definition() -> BoardLine? {
        let name = table.name("name")
        let chip = table.string("chip", limit: 255, required: true, expected: "the label of a GPIO chip")
        let place = place()
        let directions = BoardLine.Direction.allCases.map { (name: $0.rawValue, value: $0) }
        let direction = table.choice("direction", among: directions) ?? .either
        let connector = table.string("connector", limit: 200) ?? ""
        let amendment = Amendment(self, was: .unused)
        guard let name, let chip, let place else { return nil }
        let bare = LineSettings(name: name, chip: chip, place: place, role: .unused)
        return amended(BoardLine(settings: bare, direction: direction, connector: connector), by: amendment)
    }

    /// A line of the board with what the node says of it. Where it is and which way it goes is the board's.
    func amended(_ line: BoardLine) -> BoardLine {
        for key in ["chip", "offset", "kernel_line", "direction", "connector"] where table.has(key) {
            table.foreign([key], only: "a line that is not the board's")
        }
        return amended(line, by: Amendment(self, was: line.settings.role))
    }

    private func amended(_ line: BoardLine, by amendment: Amendment) -> BoardLine {
        var line = line
        if let role = amendment.role {
            line.settings.role = role
            if !line.direction.allows(role) {
                let direction = line.direction.rawValue
                table.fault("role", "the line '\(line.settings.name)' is an \(direction) only")
            }
        }
        if case .odometer = line.settings.role { line.settings.debounce = .milliseconds(1) }
        if let bias = amendment.bias { line.settings.bias = bias }
        if let debounce = amendment.debounce { line.settings.debounce = debounce }
        if amendment.isActiveLow { line.settings.isActiveLow.toggle() }
        if line.settings.role.isOutput {
            for key in ["debounce", "bias"] where table.has(key) {
                table.fault(key, "only an input has this key, and the line is an output")
            }
        }
        return line
    }

    /// An offset on the chip, or what the kernel calls the line.
    private func place() -> LineSettings.Place? {
        let offset = table.integer("offset", in: 0...1023)
        let name = table.string("kernel_line", limit: 63, expected: "the kernel's name of a line")
        switch (table.has("offset"), table.has("kernel_line")) {
        case (true, true):
            table.fault("kernel_line", "a line has one of 'offset' and 'kernel_line'")
            return nil
        case (false, false):
            table.fault("offset", "missing; expected the number of the line on its chip, or 'kernel_line'")
            return nil
        case (true, false): return offset.map { .offset(UInt32($0)) }
        case (false, true): return name.map { .name($0) }
        }
    }
}

extension LineTable {
    /// The keys by which a node may change a line of its board, and a board the bare line.
    private struct Amendment {
        let role: LineRole?
        let bias: LineSettings.Bias?
        let debounce: Duration?
        let isActiveLow: Bool

        init(_ line: LineTable, was former: LineRole) {
            let table = line.table
            role = line.role(former)
            bias = table.choice(
                "bias",
                among: LineSettings.Bias.allCases.map { (name: $0.rawValue, value: $0) }
            )
            let debounce = table.seconds("debounce", in: 0...10, default: .zero)
            self.debounce = table.has("debounce") ? debounce : nil
            isActiveLow = table.boolean("active_low") ?? false
        }
    }

    private func role(_ former: LineRole) -> LineRole? {
        let names = LineRoleName.allCases.map { (name: $0.rawValue, value: $0) }
        let name = table.choice("role", among: names)
        var isOdometer = name == .odometer
        if name == nil, !table.has("role"), case .odometer = former { isOdometer = true }
        let way = table.integer(
            "millimetres_per_pulse",
            in: 1...100_000,
            required: name == .odometer,
            expected: "how far the vehicle moves a pulse, 1 to 100000 mm"
        )
        guard isOdometer else {
            if way != nil, name != nil || !table.has("role") {
                table.fault("millimetres_per_pulse", "only a line with the role odometer has this key")
            }
            return name?.role
        }
        return way.map { .odometer(millimetresPerPulse: UInt32($0)) } ?? name.map { _ in former }
    }
}
