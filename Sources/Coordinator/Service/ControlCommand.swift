package import Exchange
package import FieldModel
import LinuxIO

/// What an operator changes in a running coordinator.
package enum ControlCommand: Sendable, Equatable {
    case list
    case add(NodeID, PublicKeys, callSign: String)
    case revoke(NodeID)
    case backup(path: String, replacing: Bool)

    /// Reads `list`, `add ID KEYS CALLSIGN`, `revoke ID`, `backup PATH` or `replace PATH`; call sign and path are the rest
    /// of the line.
    package init?(line: String) {
        let words = line.split(separator: " ", maxSplits: 3)
        switch (words.first, words.count) {
        case ("list", 1): self = .list
        case ("add", 4):
            guard let id = UInt32(words[1]), let bytes = Hex.decode(words[2]),
                let keys = PublicKeys(bytes: bytes)
            else { return nil }
            self = .add(NodeID(id), keys, callSign: String(words[3]))
        case ("revoke", 2):
            guard let id = UInt32(words[1]) else { return nil }
            self = .revoke(NodeID(id))
        case ("backup", 2...), ("replace", 2...):
            let path = line.drop { $0 != " " }.dropFirst()
            guard path.hasPrefix("/") else { return nil }
            self = .backup(path: String(path), replacing: line.hasPrefix("replace"))
        default: return nil
        }
    }

    package var line: String {
        switch self {
        case .list: "list"
        case .add(let id, let keys, let callSign): "add \(id) \(keys) \(callSign)"
        case .revoke(let id): "revoke \(id)"
        case .backup(let path, let replacing): "\(replacing ? "replace" : "backup") \(path)"
        }
    }

    /// How long the answer may take.
    private var patience: Duration {
        if case .backup = self { .seconds(3600) } else { .seconds(10) }
    }

    /// Answers `{"nodes":[…]}`, `{"ok":true}` or `{"error":…}`.
    func perform(on ledger: Ledger) async -> JSONValue {
        do {
            switch self {
            case .list:
                return .object([("nodes", .array(ledger.nodes.map(\.json)))])
            case .add(let id, let keys, let callSign):
                try await ledger.addNode(id, keys: keys, callSign: callSign, at: BootClock.unix())
            case .revoke(let id):
                try await ledger.revokeNode(id, at: BootClock.unix())
            case .backup(let path, let replacing):
                try await ledger.backup(to: path, replacing: replacing)
            }
            return .object([("ok", .bool(true))])
        } catch {
            return .object([("error", .string("\(error)"))])
        }
    }
}

extension ControlCommand {
    /// Gives the command to the coordinator that runs with `config`, or where none runs, to its database.
    ///
    /// - Returns: one line of JSON.
    package func send(config: CoordinatorConfig) async throws -> String {
        do {
            let poller = try Poller()
            var connection = try UnixConnection.connect(
                to: config.control,
                poller: poller,
                maximumLine: 1 << 20
            )
            _ = try await connection.write(Array((line + "\n").utf8), timeout: .seconds(10))
            if let answer = try await connection.readLine(timeout: patience) {
                return String(decoding: answer, as: UTF8.self)
            }
        } catch let error as Errno where error == .notFound || error == .refused {
            // No coordinator runs.
        }
        let keys = try CoordinatorKeys(directory: config.keys)
        let ledger = try await Ledger.open(path: config.database, coordinator: keys.keySet.coordinator)
        let answer = await perform(on: ledger)
        await ledger.close()
        return answer.text
    }
}

extension NodeRecord {
    var json: JSONValue {
        .object([
            ("node", .integer(id.rawValue)), ("call_sign", .string(callSign)),
            ("added", .string(UTCTime(added).text)), ("revoked", .optional(revoked.map { UTCTime($0).text })),
            ("last_contact", .optional(contact.map { UTCTime($0).text })),
        ])
    }
}
