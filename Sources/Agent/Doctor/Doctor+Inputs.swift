import FieldModel
import Glibc
import Inputs
import LinuxIO

extension Doctor {
    /// Looks at every configured input, at all receivers at once.
    func inputs(_ config: AgentConfig) async -> [Finding] {
        guard !config.inputs.isEmpty else { return [Finding(.noInputs)] }
        var findings = await withTaskGroup(of: (Int, [Finding]).self) { group in
            for (index, input) in config.inputs.enumerated() {
                group.addTask { (index, await self.input(input)) }
            }
            var found: [(Int, [Finding])] = []
            for await result in group { found.append(result) }
            return found.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
        // A person can only use one scanner at a time.
        guard let time = settings.scanTime else { return findings }
        for input in config.inputs {
            guard case .scanner(let scanner) = input.device,
                let index = findings.firstIndex(of: Finding(.scannerReady, input.name.rawValue, input.path))
            else { continue }
            settings.askForScan(input.name.rawValue)
            findings.replaceSubrange(index...index, with: await scan(input, scanner, time))
        }
        return findings
    }

    private func input(_ input: InputSettings) async -> [Finding] {
        let name = input.name.rawValue
        switch (input.connection, input.device) {
        case (.serial(let line), .scanner):
            return device(name, line.path, input.serialDevice.settings) ?? [
                Finding(.scannerReady, name, line.path)
            ]
        case (.serial(let line), _):
            if let findings = device(name, line.path, input.serialDevice.settings) { return findings }
            return await receiver(input, line.path)
        case (.tcp(let address), _): return await service(name, address)
        case (.udp(let address, let sender), _): return await datagrams(name, address, sender: sender)
        // The buses have a look of their own.
        case (.bus, _): return []
        case (.keyboard(let device), _): return keyboard(name, device)
        case (.hid(let rule), _): return hid(name, rule)
        }
    }

    /// What keeps the agent from the device; `nil` when nothing does.
    func device(_ name: String, _ path: String, _ settings: SerialSettings) -> [Finding]? {
        guard Self.exists(path) else { return [Finding(.deviceMissing, name, path)] }
        guard user.may(Self.readAndWrite, path) else { return [closed(name, path)] }
        let holders = DeviceHolders.names(of: path)
        if !holders.isEmpty { return [Finding(.deviceHeld, name, path, holders.joined(separator: ", "))] }
        do throws(Errno) {
            _ = try SerialPort(opening: path, settings: settings)
            return nil
        } catch {
            return [refusal(name, path, error)]
        }
    }

    /// The agent's user may not use a device: by which group it could, if by any.
    func closed(_ name: String, _ path: String) -> Finding {
        if let group = DoctorUser.group(using: path) {
            return Finding(.devicePermission, name, path, user.name, group)
        }
        let mode = fileStatus(of: path).map { "0" + String($0.st_mode & 0o7777, radix: 8) }
        return Finding(.deviceMode, name, path, user.name, mode ?? "?")
    }

    private func refusal(_ name: String, _ path: String, _ error: Errno) -> Finding {
        switch error {
        case .notATerminal: Finding(.deviceNotSerial, name, path)
        case .busy: Finding(.deviceHeld, name, path, "?")
        default: Finding(.deviceRefused, name, path, "\(error)")
        }
    }

    private func receiver(_ input: InputSettings, _ path: String) async -> [Finding] {
        let name = input.name.rawValue
        let settings = input.serialDevice.settings
        do throws(Errno) {
            let look = ReceiverLook(poller: poller, time: self.settings.lookTime)
            return receiver(name, path, settings.baud, try await look.look(path, settings))
        } catch {
            return [refusal(name, path, error)]
        }
    }

    func receiver(
        _ name: String,
        _ path: String,
        _ configured: SerialSettings.Baud,
        _ verdict: ReceiverLook.Verdict
    ) -> [Finding] {
        let seconds = "\(settings.lookTime.components.seconds)"
        switch verdict {
        case .silent: return [Finding(.receiverSilent, name, path, seconds)]
        case .garbled(let bytes): return [Finding(.receiverGarbled, name, path, "\(bytes)")]
        case .speaks(let baud, let epochs, let sound, let damaged):
            if baud != configured {
                return [Finding(.receiverWrongBaud, name, path, "\(configured.rawValue)", "\(baud.rawValue)")]
            }
            var findings: [Finding] = []
            // The first frame is often cut by the beginning of the look.
            if damaged > 1 + sound / 50 {
                findings.append(Finding(.receiverNoisy, name, path, "\(damaged)", "\(sound)"))
            }
            let isBlind = epochs == 0
            findings.append(
                isBlind
                    ? Finding(.receiverNoFix, name, path)
                    : Finding(.receiverOk, name, path, "\(epochs)", seconds)
            )
            return findings
        }
    }

    /// A receiver behind TCP: a router's or gpsd.
    private func service(_ name: String, _ address: NetworkAddress) async -> [Finding] {
        do throws(StreamError) {
            guard
                try await InternetSocket.connect(to: address, poller: poller, timeout: settings.lookTime)
                    != nil
            else { return [] }
            return [Finding(.receiverAnswers, name, "\(address)")]
        } catch {
            return [Finding(.receiverUnreachable, name, "\(address)", error.words)]
        }
    }

    private func datagrams(
        _ name: String,
        _ address: NetworkAddress,
        sender: NetworkAddress?
    ) async -> [Finding] {
        do throws(StreamError) {
            let socket = try InternetSocket.listen(on: address)
            let reader = ByteReader(socket, carrier: .datagrams(sender: sender), poller: poller)
            let heard = try await ReceiverLook(poller: poller, time: settings.lookTime)
                .listen(reader, for: settings.lookTime)
            let path = "udp://\(address)"
            guard heard.bytes > 0 else {
                return [Finding(.receiverSilent, name, path, "\(settings.lookTime.components.seconds)")]
            }
            guard heard.isLanguage else { return [Finding(.receiverGarbled, name, path, "\(heard.bytes)")] }
            return [Finding(.receiverAnswers, name, path)]
        } catch {
            return [Finding(.receiverUnreachable, name, "udp://\(address)", error.words)]
        }
    }

    private func scan(_ input: InputSettings, _ scanner: ScannerSettings, _ time: Duration) async -> [Finding]
    {
        let (name, path) = (input.name.rawValue, input.path)
        do throws(Errno) {
            let silent = Finding(.scannerSilent, name, path, "\(time.components.seconds)")
            guard case .serial = input.connection else {
                let trial = await ScannerTrial.wait(for: time, on: input.scannerLink, poller: poller)
                guard let trial else { return [silent] }
                return scan(input, scanner, trial)
            }
            let look = ScannerLook(poller: poller, time: time)
            guard let scan = try await look.look(path, input.serialDevice.settings, prefix: scanner.prefix)
            else { return [silent] }
            return self.scan(input, scanner, scan)
        } catch {
            return [refusal(name, path, error)]
        }
    }

    /// What a scan that was typed or came as reports tells of its scanner.
    func scan(_ input: InputSettings, _ scanner: ScannerSettings, _ trial: ScannerTrial) -> [Finding] {
        // Of half a scan nobody can say how it would have ended.
        if let refusal = trial.refusal {
            return [Finding(.inputFaults, input.name.rawValue, refusal.rawValue)]
        }
        return scan(input, scanner, ScannerLook.Scan(trial, prefix: scanner.prefix))
    }

    private func scan(
        _ input: InputSettings,
        _ scanner: ScannerSettings,
        _ scan: ScannerLook.Scan
    ) -> [Finding] {
        let (name, path) = (input.name.rawValue, input.path)
        var findings: [Finding] = []
        if !scan.hasSuffix, scanner.suffix.isEmpty {
            findings.append(Finding(.scannerNoSuffix, name, path))
        }
        if !scan.hasSymbology { findings.append(Finding(.scannerNoSymbology, name, path)) }
        return findings.isEmpty ? [Finding(.scannerOk, name, path)] : findings
    }
}

extension InputSettings {
    /// The path or address, as findings show it.
    var path: String { connection.name }
}

extension StreamError {
    /// What happened, for people.
    var words: String {
        switch self {
        case .disconnected: "the connection broke"
        case .silent: "no answer"
        case .system(let error): "\(error)"
        }
    }
}

extension Errno {
    static let busy = Errno(rawValue: EBUSY)
}
