import FieldModel
import Hardware
import Inputs
import LinuxIO

extension Doctor {
    /// Whether each line is there and free, and how it stands now. Outputs are not taken: that would move them.
    func lines(_ config: AgentConfig) -> [Finding] {
        var chips: [String: GPIOChip] = [:]
        var refused: Set<String> = []
        var findings: [Finding] = []
        for line in config.lines where line.role != .unused && !refused.contains(line.chip) {
            do throws(GPIOError) {
                let chip = if let known = chips[line.chip] { known } else { try GPIOChip.open(line.chip) }
                chips[line.chip] = chip
                findings.append(contentsOf: try self.line(line, chip))
            } catch {
                findings.append(refusal(line, error))
                // One finding tells of a chip, however many lines it has.
                if findings.last?.code == .chipUnusable { refused.insert(line.chip) }
            }
        }
        return findings
    }

    private func line(_ line: LineSettings, _ chip: GPIOChip) throws(GPIOError) -> [Finding] {
        let name = line.name.rawValue
        let device = "/dev/\(chip.name)"
        guard user.may(Self.readAndWrite, device) else {
            let group = DoctorUser.group(using: device) ?? "gpio"
            return [Finding(.devicePermission, name, device, user.name, group)]
        }
        let offset = try chip.offset(of: line.place)
        if let holder = chip.lineUser(offset) {
            return [Finding(.lineHeld, name, line.chip, line.placeText, holder)]
        }
        guard !line.role.isOutput else { return [] }
        let input = try chip.input(line, edges: .none)
        do throws(Errno) {
            let level = try input.isActive() ? "on" : "off"
            return [Finding(.lineLevel, name, LineRoleName(line.role).rawValue, level)]
        } catch {
            throw .system(error, "\(line.placeText) of \(line.chip)")
        }
    }

    func refusal(_ line: LineSettings, _ error: GPIOError) -> Finding {
        let name = line.name.rawValue
        return switch error {
        case .noLine: Finding(.lineMissing, name, line.chip, line.placeText)
        case .busy(_, let user): Finding(.lineHeld, name, line.chip, line.placeText, user ?? "?")
        case .noChip, .manyChips, .system: Finding(.chipUnusable, name, line.chip, "\(error)")
        }
    }
}

extension LineSettings {
    /// Number or name of the line, as findings show it.
    var placeText: String {
        switch place {
        case .offset(let offset): "\(offset)"
        case .name(let name): name
        }
    }
}

extension LinesStatus {
    /// What a running agent knows of its lines.
    var findings: [Finding] {
        var findings: [Finding] = []
        for chip in chips {
            guard case .waiting(let reason) = chip.counters.state else { continue }
            let line = lines.first { $0.chip == chip.name && $0.state.role != .unused }
            findings.append(
                Finding(.chipUnusable, line?.state.name.rawValue ?? chip.name, chip.name, reason)
            )
        }
        for line in lines where line.state.role != .unused && !line.state.role.isOutput {
            let name = line.state.name.rawValue
            if let trouble = line.trouble { findings.append(Finding(.lineTrouble, name, trouble)) }
            guard let isActive = line.state.isActive else { continue }
            let role = LineRoleName(line.state.role).rawValue
            findings.append(Finding(.lineLevel, name, role, isActive ? "on" : "off"))
        }
        return findings
    }
}
