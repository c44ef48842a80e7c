import FieldModel
import Hardware
import Inputs
import Workflows

/// One look at the node's lines.
struct LinesStatus: Sendable {
    var lines: [LineStatus]
    var chips: [LineChipStatus]
    var latches: LatchCheck
    /// Whether somebody should compare the stretchers with who is said to be on board.
    var isQuestioned: Bool?
    var power: PowerFail
    /// Why the odometer is not believed.
    var odometerFault: PulseCounter.Fault?
    /// Alarms that were not recorded because a line raised too many.
    var heldAlarms: UInt64
}

extension LinesStatus {
    /// What doctor asks for.
    var counts: [LineCount] {
        lines.filter { $0.state.role != .unused && !$0.state.role.isOutput }.map {
            LineCount(
                name: $0.state.name.rawValue,
                role: LineRoleName($0.state.role).rawValue,
                level: $0.level,
                edges: $0.edges
            )
        }
    }

    /// `lines`, `chips` and `power_fail` of docs/schemas/agent/status.schema.json.
    func json(seconds: (UInt64) -> UInt64) -> [(String, JSONValue)] {
        [
            ("lines", .array(lines.map { json($0, seconds: seconds) })),
            ("chips", .array(chips.map(json))),
            (
                "stretchers",
                .object([
                    ("latched", .optional(latches.latched)),
                    ("lying_min", .optional(latches.lying?.lowerBound)),
                    ("lying_max", .optional(latches.lying?.upperBound)),
                    ("questioned", isQuestioned.map { .bool($0) } ?? .null),
                ])
            ),
            (
                "power_fail",
                .object([
                    ("count", .integer(power.count)),
                    ("active", .bool(power.isActive)),
                    ("durable_ms", .optional(power.durable)),
                    ("checkpointed_ms", .optional(power.checkpointed)),
                    ("slowest_ms", .integer(power.slowest)),
                ])
            ),
            ("held_alarms", .integer(heldAlarms)),
        ]
    }

    private func json(_ line: LineStatus, seconds: (UInt64) -> UInt64) -> JSONValue {
        let faults = line.faults
        return .object([
            ("name", .string(line.state.name.rawValue)),
            ("role", .string(LineRoleName(line.state.role).rawValue)),
            ("chip", .string(line.chip)),
            ("place", .string(line.placeText)),
            ("level", .string(line.level)),
            ("since_s", .optional(line.state.since.map(seconds))),
            ("trouble", .optional(line.trouble)),
            ("edges", .integer(line.edges)),
            ("pulses", line.isOdometer ? .integer(line.edges) : .null),
            ("faults", .object(faults.map { ($0.0, .integer($0.1)) })),
        ])
    }

    private func json(_ chip: LineChipStatus) -> JSONValue {
        let (state, reason): (String, String?) =
            switch chip.counters.state {
            case .open: ("open", nil)
            case .waiting(let reason): ("waiting", reason)
            }
        return .object([
            ("name", .string(chip.name)),
            ("state", .string(state)),
            ("reason", .optional(reason)),
            ("openings", .integer(chip.counters.openings)),
            (
                "faults",
                .object(chip.counters.faults.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) })
            ),
        ])
    }

    /// Lines for a terminal; what somebody should do something about is in capitals.
    var text: [String] {
        var text = chips.compactMap { chip -> String? in
            guard case .waiting(let reason) = chip.counters.state else { return nil }
            return "chip \(chip.name): WAITING (\(reason)), its lines are unknown"
        }
        text += lines.filter { $0.state.role != .unused }.map { line in
            var words = "line \(line.state.name): \(LineRoleName(line.state.role).rawValue) "
            if line.isOdometer {
                words += "\(line.edges) pulses"
                if let odometerFault { words += ", NOT BELIEVED (\(odometerFault.rawValue))" }
            } else {
                words += line.level
            }
            if let trouble = line.trouble { words += ", \(trouble == "storm" ? "STORM" : trouble)" }
            let faults = line.faults.map { "\($0.0) \($0.1)" }
            return words + (faults.isEmpty ? "" : "; " + faults.joined(separator: ", "))
        }
        if let latched = latches.latched, let lying = latches.lying {
            let load =
                lying.lowerBound == lying.upperBound
                ? "\(lying.lowerBound)" : "\(lying.lowerBound) to \(lying.upperBound)"
            let words = "stretchers: \(latched) latched, load says \(load) litter"
            text.append(latches.agrees == true ? words : words + ": LOOK")
        }
        if power.count > 0 {
            var words = power.isActive ? "THE POWER FAILS" : "power: failed \(power.count) times, is back"
            if let durable = power.durable { words += "; all was durable after \(durable) ms" }
            text.append(words)
        }
        if heldAlarms > 0 { text.append("ALARMS HELD BACK, a line raised too many: \(heldAlarms)") }
        return text
    }
}

extension LineStatus {
    fileprivate var isOdometer: Bool { if case .odometer = state.role { true } else { false } }

    /// `on`, `off` or `unknown`.
    fileprivate var level: String { state.isActive.map { $0 ? "on" : "off" } ?? "unknown" }

    fileprivate var placeText: String {
        switch place {
        case .offset(let offset): "\(offset)"
        case .name(let name): name
        }
    }

    /// What was counted against it, by name.
    fileprivate var faults: [(String, UInt64)] {
        [("bounce", bounces), ("overflow", overflows), ("storm", storms)].filter { $0.1 > 0 }
    }
}
