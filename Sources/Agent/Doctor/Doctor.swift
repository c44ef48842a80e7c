import ConfigFiles
import FieldModel
package import LinuxIO

/// Looks at the whole machine and says what a technician should do about it.
///
/// Devices that a running agent holds are left to it: the agent is asked what it knows of them.
package struct Doctor: Sendable {
    let settings: DoctorSettings
    let poller: Poller
    let user: DoctorUser
    let files: MachineFiles

    package init(_ settings: DoctorSettings, poller: Poller) {
        self.settings = settings
        self.poller = poller
        user = settings.user ?? .current
        files = MachineFiles(root: settings.root)
    }

    /// Every finding, worst first, and whether the configuration could be read.
    package func examine() async -> (findings: [Finding], isConfigured: Bool) {
        var findings = machine() + clock(ClockState.now(), unix: BootClock.unix())
        let config: AgentConfig
        do throws(ConfigFaults) {
            config = try AgentConfig.load(path: settings.config)
        } catch {
            findings = self.config(error) + findings + (await network(nil)) + (await devices())
            return (findings.worstFirst, false)
        }
        findings += files(config) + keys(config) + storage(config)
        let network = await network(config)
        findings += network
        switch await ask(config) {
        case .knows(let known): findings += await watched(known, config)
        case .unasked: findings.append(Finding(.agentUnasked, config.socket))
        case .stopped:
            findings.append(Finding(.agentStopped, config.socket))
            // A person has two hands: with scans to wait for, the lines come after them.
            async let unasked = settings.scanTime == nil ? lines(config) : []
            findings += await inputs(config)
            findings += await unasked
            if settings.scanTime != nil { findings += await lines(config) }
            findings += await buses(config)
            findings += await links(config)
        }
        return (findings.worstFirst, true)
    }

    /// What is plugged into a machine whose configuration does not tell.
    func devices() async -> [Finding] {
        let suggestion = Suggestion(poller: poller, files: files, lookTime: settings.lookTime)
        return await suggestion.candidates([]).map { candidate in
            switch candidate.kind {
            case .receiver(let baud): Finding(.receiverFound, candidate.path, "\(baud)")
            case .scanner, .keyboard: Finding(.scannerFound, candidate.path)
            case .unknown(let why): Finding(.deviceUnclear, candidate.path, why)
            }
        }
    }

    /// What is wrong with the configuration.
    func config(_ faults: ConfigFaults) -> [Finding] {
        faults.faults.map { fault in
            if fault.line == nil, fault.key.isEmpty, fault.message.hasPrefix("cannot be read") {
                return Finding(.configMissing, faults.file, fault.message)
            }
            let line = fault.line.map { "\(faults.file):\($0)" } ?? faults.file
            let place = fault.key.isEmpty ? line : "\(line) (\(fault.key))"
            return Finding(.configFault, place, fault.message)
        }
    }
}

/// What doctor is asked to do.
package struct DoctorSettings: Sendable {
    /// Path of the node's configuration file.
    package var config: String
    /// As whom the agent runs; `nil` for whoever runs doctor.
    package var user: DoctorUser?
    /// A folder that stands for `/` where `/sys` and `/proc` are read.
    package var root = ""
    /// How long each receiver is heard.
    package var lookTime = Duration.seconds(5)
    /// How long a scan is waited for; `nil` to ask for none.
    package var scanTime: Duration?
    /// Called before a scan is waited for, with the scanner's name.
    package var askForScan: @Sendable (String) -> Void = { _ in }
    /// Called before lines are watched for a person who moves them, with the seconds that there are.
    package var askForLines: @Sendable (Int64) -> Void = { _ in }
    /// Whether the coordinator is called even where radio silence may be ordered.
    package var mayTransmit = false

    package init(config: String) { self.config = config }
}
