import Inputs
import LinuxIO

extension Doctor {
    /// A scanner that types: whether it is there, free, and the agent's user may read it.
    func keyboard(_ name: String, _ keyboard: KeyboardDevice) -> [Finding] {
        let folder = "/dev/input"
        let nodes = nodes(keyboard.rule, folder: folder, prefix: "event") { path throws(Errno) in
            try EventDevice(opening: path).identity
        }
        return typing(name, keyboard.rule, nodes, group: "input") { () throws(Errno) in
            _ = try EventDevice.take(keyboard.rule)
        }
    }

    /// A point-of-sale scanner on hidraw, likewise.
    func hid(_ name: String, _ rule: DeviceRule) -> [Finding] {
        let nodes = nodes(rule, folder: "/dev", prefix: "hidraw") { path throws(Errno) in
            try HIDDevice(opening: path).identity
        }
        return typing(name, rule, nodes, group: nil) { () throws(Errno) in
            _ = try HIDDevice.candidates(rule)
        }
    }

    /// The device nodes that a rule means, as far as they can be opened.
    private func nodes(
        _ rule: DeviceRule,
        folder: String,
        prefix: String,
        identity: (String) throws(Errno) -> DeviceIdentity
    ) -> [String] {
        if case .path(let path) = rule { return Self.exists(path) ? [path] : [] }
        let names = MachineFiles().names(in: folder).filter { $0.hasPrefix(prefix) }
        return names.map { "\(folder)/\($0)" }.filter { path in
            // What is no such device, or may not be opened, is not the one that is searched for.
            guard let found = try? identity(path) else { return false }
            return rule.accepts(found)
        }
    }

    private func typing(
        _ name: String,
        _ rule: DeviceRule,
        _ nodes: [String],
        group: String?,
        take: () throws(Errno) -> Void
    ) -> [Finding] {
        if let closed = nodes.first(where: { !user.may(Self.readable, $0) }) {
            return [self.closed(name, closed)]
        }
        do throws(Errno) {
            try take()
            return [Finding(.scannerReady, name, "\(rule)")]
        } catch {
            let finding =
                switch error {
                case .notFound: Finding(.deviceMissing, name, "\(rule)")
                case .noPermission:
                    group.map { Finding(.devicePermission, name, "\(rule)", user.name, $0) }
                        ?? Finding(.deviceMode, name, "\(rule)", user.name, "?")
                case .busy, .tryAgain:
                    Finding(
                        .deviceHeld,
                        name,
                        "\(rule)",
                        nodes.flatMap { DeviceHolders.names(of: $0) }.joined(separator: ", ")
                    )
                default: Finding(.deviceRefused, name, "\(rule)", "\(error)")
                }
            return [finding]
        }
    }
}
