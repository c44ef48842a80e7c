import Glibc
package import LinuxIO

/// A first configuration, made from what is plugged in.
package struct Suggestion: Sendable {
    private let poller: Poller
    private let files: MachineFiles
    private let lookTime: Duration

    /// What stands on each line that was looked at.
    struct Candidate: Sendable, Equatable {
        var path: String
        var kind: Kind

        enum Kind: Sendable, Equatable {
            case receiver(baud: UInt32)
            case scanner
            /// A scanner that types.
            case keyboard
            /// Something spoke or nothing did; a person has to say what it is.
            case unknown(why: String)
        }
    }

    package init(poller: Poller, files: MachineFiles = MachineFiles(), lookTime: Duration) {
        self.poller = poller
        self.files = files
        self.lookTime = lookTime
    }

    /// TOML that `budkavle check` takes, from these serial devices; without any, from those that /dev/serial names.
    package func text(devices: [String]) async -> String {
        let found = await candidates(devices)
        return Self.text(found, hostName: hostName, model: files.text("/proc/device-tree/model"))
    }

    private var hostName: String { files.text("/proc/sys/kernel/hostname") ?? "" }

    /// What stands on each device; without any named, on those of /dev/serial.
    func candidates(_ devices: [String]) async -> [Candidate] {
        var paths = devices
        for folder in ["/dev/serial/by-id", "/dev/serial/by-path"] where paths.isEmpty {
            paths = files.names(in: folder).map { "\(files.root)\(folder)/\($0)" }
        }
        let keyboards = devices.isEmpty ? self.keyboards : []
        return await withTaskGroup(of: (Int, Candidate).self) { group in
            for (index, path) in paths.prefix(16).enumerated() {
                group.addTask { (index, await self.candidate(path)) }
            }
            var found: [(Int, Candidate)] = []
            for await result in group { found.append(result) }
            return found.sorted { $0.0 < $1.0 }.map(\.1) + keyboards
        }
    }

    /// Among event devices the name must tell, too: most keyboards are keyboards.
    private var keyboards: [Candidate] {
        let folder = "/dev/input/by-id"
        return files.names(in: folder).filter { $0.hasSuffix("-event-kbd") && Self.isScanner($0) }.prefix(16)
            .map { Candidate(path: "\(files.root)\(folder)/\($0)", kind: .keyboard) }
    }

    private func candidate(_ path: String) async -> Candidate {
        let holders = DeviceHolders.names(of: path)
        if !holders.isEmpty {
            return Candidate(path: path, kind: .unknown(why: "held by \(holders.joined(separator: ", "))"))
        }
        // A scanner speaks only when it is used, so its name must tell.
        if Self.isScanner(path) { return Candidate(path: path, kind: .scanner) }
        do throws(Errno) {
            let look = ReceiverLook(poller: poller, time: lookTime)
            switch try await look.look(path, SerialSettings(baud: .b9600)) {
            case .silent: return Candidate(path: path, kind: .unknown(why: "silent"))
            case .garbled:
                return Candidate(path: path, kind: .unknown(why: "speaks, but neither NMEA nor UBX"))
            case .speaks(let baud, _, _, _):
                return Candidate(path: path, kind: .receiver(baud: baud.rawValue))
            }
        } catch {
            return Candidate(path: path, kind: .unknown(why: "\(error)"))
        }
    }

    static func isScanner(_ path: String) -> Bool {
        let name = path.split(separator: "/").last.map { $0.lowercased() } ?? ""
        let makers = [
            "scanner", "barcode", "zebra", "symbol", "honeywell", "datalogic", "newland", "opticon",
            "code_corp", "metrologic", "hand_held", "psc_", "intermec",
        ]
        return makers.contains { name.contains($0) }
    }

    static func text(_ candidates: [Candidate], hostName: String, model: String?) -> String {
        let name = hostName.unicodeScalars.filter {
            $0.isASCII && $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-"
        }
        let callSign = name.isEmpty ? "NEW-NODE" : String(String.UnicodeScalarView(name.prefix(32)))
        var lines = [
            "# A first configuration from what 'budkavle doctor --suggest' found. Every key: /usr/share/doc/budkavle/configuration.md.",
            "# Change what is marked CHANGE, then: budkavle check --config FILE",
        ]
        if let model { lines.append("# This machine: \(printable(model))") }
        lines += [
            "", "[node]", "id = 1                     # CHANGE: as given by the coordinator",
            "call_sign = \"\(callSign)\"    # CHANGE",
            "kind = \"vehicle\"           # CHANGE: vehicle, csu, hub or warehouse",
        ]
        var counts: [String: Int] = [:]
        let numbered = { (stem: String) -> String in
            counts[stem, default: 0] += 1
            let count = counts[stem] ?? 1
            return count == 1 ? stem : "\(stem)-\(count)"
        }
        for candidate in candidates {
            let path = quoted(candidate.path)
            lines.append("")
            switch candidate.kind {
            case .receiver(let baud):
                lines += [
                    "[[input]]", "name = \"\(numbered("gnss"))\"", "type = \"nmea\"", "device = \(path)",
                    "baud = \(baud)",
                ]
            case .scanner:
                lines += [
                    "[[input]]", "name = \"\(numbered("scanner"))\"", "type = \"scanner\"",
                    "device = \(path)",
                ]
            case .keyboard:
                lines += [
                    "[[input]]", "name = \"\(numbered("scanner"))\"", "type = \"scanner\"",
                    "keyboard = \(path)",
                    "layout = \"us\"             # CHANGE: us, se or de, as the scanner is set",
                ]
            case .unknown(let why):
                lines += [
                    "# \(path): \(printable(why)). If it is a scanner:", "# [[input]]",
                    "# name = \"\(numbered("scanner"))\"", "# type = \"scanner\"", "# device = \(path)",
                ]
            }
        }
        if candidates.isEmpty {
            lines += ["", "# No device was found. Plug in receiver and scanner, and ask again."]
        }
        lines += [
            "", "# [coordinator]",
            "# root = \"\"                # CHANGE: the coordinator's root key, 64 hexadecimal digits",
            "# key_set = \"/etc/budkavle/coordinator.keys\"", "# [[link]]", "# name = \"lte\"",
            "# type = \"https\"",
            "# url = \"https://\"         # CHANGE: the coordinator's address",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func printable(_ text: String) -> String {
        String(
            text.prefix(120).map { $0.isASCII && !$0.isNewline && ($0.asciiValue ?? 0) >= 0x20 ? $0 : "?" }
        )
    }

    /// A TOML basic string.
    private static func quoted(_ path: String) -> String {
        "\"" + path.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
