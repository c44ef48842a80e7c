package import Exchange
package import FieldModel
import LinuxIO

/// What an operator changes in a running coordinator.
package enum ControlCommand: Sendable, Equatable {
    case list
    case add(NodeID, PublicKeys, callSign: String)
    case revoke(NodeID)

    /// Reads `list`, `add ID KEYS CALLSIGN` or `revoke ID`; the call sign is the rest of the line.
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
        default: return nil
        }
    }

    package var line: String {
        switch self {
        case .list: "list"
        case .add(let id, let keys, let callSign): "add \(id) \(keys) \(callSign)"
        case .revoke(let id): "revoke \(id)"
        }
    }

    /// Answers `{"nodes":[…]}`, `{"ok":true}` or `{"error":…}`.
    func perform(on ledger: Ledger) async -> JSONValue {
        do throws(NodeError) {
            switch self {
            case .list:
                return .object([("nodes", .array(ledger.nodes.map(\.json)))])
            case .add(let id, let keys, let callSign):
                try await ledger.addNode(id, keys: keys, callSign: callSign, at: BootClock.unix())
            case .revoke(let id):
                try await ledger.revokeNode(id, at: BootClock.unix())
            }
            return .object([("ok", .bool(true))])
        } catch {
            return .object([("error", .string(error.description))])
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
            if let answer = try await connection.readLine(timeout: .seconds(10)) {
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
