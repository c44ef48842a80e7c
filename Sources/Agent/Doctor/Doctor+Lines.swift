import FieldModel
import Hardware
import Inputs
import LinuxIO

extension Doctor {
    /// How often lines are looked at, 50 times a second.
    private static let pace = Duration.milliseconds(20)

    /// For how long lines are watched.
    private var watchTime: Duration { settings.scanTime ?? settings.lookTime }

    /// Whether each line is there and free, and what it does for a while. Outputs are not taken: that would move them.
    func lines(_ config: AgentConfig) async -> [Finding] {
        var chips: [String: GPIOChip] = [:]
        var refused: Set<String> = []
        var findings: [Finding] = []
        var taken: [LineLook] = []
        for line in config.lines where line.role != .unused && !refused.contains(line.chip) {
            do throws(GPIOError) {
                let chip = if let known = chips[line.chip] { known } else { try GPIOChip.open(line.chip) }
                chips[line.chip] = chip
                if let finding = try obstacle(line, chip) {
                    findings.append(finding)
                } else if !line.role.isOutput {
                    taken.append(try LineLook(line, of: chip))
                }
            } catch {
                findings.append(refusal(line, error))
                // One finding tells of a chip, however many lines it has.
                if findings.last?.code == .chipUnusable { refused.insert(line.chip) }
            }
        }
        guard !taken.isEmpty else { return findings }
        if settings.scanTime != nil { settings.askForLines(watchTime.components.seconds) }
        let end = BootClock.now() + watchTime.milliseconds
        while BootClock.now() < end, await poller.sleep(for: Self.pace) {
            for index in taken.indices { taken[index].look() }
        }
        return findings + taken.map { $0.finding(seconds: watchTime.components.seconds) }
    }

    /// What keeps the agent from a line that is there.
    private func obstacle(_ line: LineSettings, _ chip: GPIOChip) throws(GPIOError) -> Finding? {
        let name = line.name.rawValue
        let device = "/dev/\(chip.name)"
        guard user.may(Self.readAndWrite, device) else {
            let group = DoctorUser.group(using: device) ?? "gpio"
            return Finding(.devicePermission, name, device, user.name, group)
        }
        let offset = try chip.offset(of: line.place)
        return chip.lineUser(offset).map { Finding(.lineHeld, name, line.chip, line.placeText, $0) }
    }

    /// What a running agent knows, and what its lines do for a while.
    func watched(_ known: [Finding], _ config: AgentConfig) async -> [Finding] {
        guard known.contains(where: { $0.code == .lineLevel }) else { return known }
        let before = await lineCounts(config)
        if settings.scanTime != nil { settings.askForLines(watchTime.components.seconds) }
        guard !before.isEmpty, await poller.sleep(for: watchTime) else { return known }
        let seconds = watchTime.components.seconds
        return LineCount.findings(known, before: before, after: await lineCounts(config), seconds: seconds)
    }

    private func lineCounts(_ config: AgentConfig) async -> [LineCount] {
        // An agent of an earlier version has no such answer, and none of these lines.
        let answer = await ControlClient.ask(.lines, socket: config.socket) ?? ""
        return answer.split(separator: "\n").compactMap { LineCount(line: $0) }
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
