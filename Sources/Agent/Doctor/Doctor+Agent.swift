import FieldModel
import Glibc
import Inputs
import Journal
import LinuxIO

extension Doctor {
    enum Agent: Sendable {
        /// What a running agent knows.
        case knows([Finding])
        /// It runs, and this user may not ask it.
        case unasked
        case stopped
    }

    /// Asks a running agent about everything that it holds.
    func ask(_ config: AgentConfig) async -> Agent {
        if Self.exists(config.socket), access(config.socket, Self.readAndWrite) != 0 { return .unasked }
        guard let answer = await ControlClient.ask(.findings, socket: config.socket), !answer.isEmpty else {
            return .stopped
        }
        return .knows(answer.split(separator: "\n").compactMap { Finding(line: $0) })
    }
}

extension StatusReport {
    /// A receiver that is silent for longer than this is in trouble, s.
    private static let longestSilence: UInt64 = 60
    /// Events that have waited for longer than this want a link, s.
    private static let longestWait: UInt64 = 3_600

    /// What the running agent can tell doctor, which then opens none of its devices.
    var findings: [Finding] {
        var findings = [Finding(.agentRunning, Self.span(seconds(since: started)))]
        if inputs.isEmpty { findings.append(Finding(.noInputs)) }
        for input in inputs { findings += Self.findings(of: input.settings, input.counters, self) }
        findings += lines.findings
        if let position, position.fix == nil {
            let receiver = inputs.first { $0.settings.isReceiver }
            if let settings = receiver?.settings, receiver?.counters.lastData != nil {
                findings.append(Finding(.receiverNoFix, settings.name.rawValue, settings.path))
            }
        }
        if isSilent { findings.append(Finding(.radioSilence)) }
        if links.isEmpty { findings.append(Finding(.noLinks)) }
        for link in links {
            if link.state.isUp, let last = link.state.lastSuccess {
                findings.append(Finding(.linkOk, link.settings.name, Self.span(seconds(since: last))))
            } else if let failure = link.state.lastFailure, !isSilent {
                findings.append(Finding(.linkFailing, link.settings.name, failure.reason))
            }
        }
        if let oldest = oldestUnsent, oldest > Self.longestWait {
            findings.append(Finding(.unsentOld, "\(unsent)", Self.span(oldest)))
        }
        return findings + journalFindings
    }

    private var journalFindings: [Finding] {
        var findings: [Finding] = []
        switch storage.level {
        case .ok: break
        case .sacrificing, .thinning, .retiring:
            findings.append(Finding(.journalFilling, storage.level.words))
        case .refusingRoutine, .reserve, .full, .diskFull:
            findings.append(Finding(.journalRefusing, storage.level.words))
        }
        if journal.salvage != nil { findings.append(Finding(.journalSearching)) }
        if isLoadUnknown { findings.append(Finding(.loadUnknown)) }
        if isStockUnknown { findings.append(Finding(.stockUnknown)) }
        return findings
    }

    private static func findings(
        of settings: InputSettings,
        _ counters: InputCounters.Snapshot,
        _ report: StatusReport
    ) -> [Finding] {
        let (name, path) = (settings.name.rawValue, settings.path)
        if case .waiting(let reason) = counters.state { return [Finding(.inputWaiting, name, path, reason)] }
        var findings: [Finding] = []
        let silence = report.seconds(since: counters.lastData ?? report.started)
        if settings.isReceiver, silence > longestSilence {
            findings.append(Finding(.inputQuiet, name, path, span(silence)))
        } else if let last = counters.lastData {
            findings.append(Finding(.inputOk, name, path, span(report.seconds(since: last))))
        }
        let faults = counters.faults.filter { !["no_fix", "no_device"].contains($0.key) }
        if !faults.isEmpty {
            let list = faults.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            findings.append(Finding(.inputFaults, name, list.joined(separator: ", ")))
        }
        return findings
    }
}

extension InputSettings {
    /// Whether it is a receiver that speaks by itself.
    fileprivate var isReceiver: Bool {
        switch device {
        case .nmea, .gpsd: true
        default: false
        }
    }
}
