import FieldModel
import Store
import Workflows

extension LedgerEngine {
    /// Rows of one node whose names begin with `prefix`, in the order of their names.
    func projections(_ node: NodeID, prefix: String) throws(LedgerError) -> [[UInt8]] {
        try storing { () throws(SQLiteError) in
            // U+10FFFF sorts behind every name.
            let query = try connection.prepare(
                "SELECT state FROM projection WHERE node = ? AND name >= ? AND name < ? ORDER BY name"
            )
            .bind(1, Int64(node.rawValue)).bind(2, prefix).bind(3, prefix + "\u{10FFFF}")
            defer { query.reset() }
            var states: [[UInt8]] = []
            while try query.step() { states.append(query.blob(0)) }
            return states
        }
    }

    /// The newest event of one kind; `nil` where none came, or where its row does not decode.
    func snapshot<Value: SnapshotValue>(
        _ type: Value.Type,
        of node: NodeID,
        _ name: String
    ) throws(LedgerError) -> Snapshot<Value>? {
        let state = try storing { () throws(SQLiteError) -> [UInt8]? in
            let query = try connection.prepare("SELECT state FROM projection WHERE node = ? AND name = ?")
                .bind(1, Int64(node.rawValue)).bind(2, name)
            defer { query.reset() }
            return try query.step() ? query.blob(0) : nil
        }
        return state.flatMap { try? Snapshot<Value>(decoding: $0) }
    }

    /// When something was on the clock of a node, in wall time; `nil` while nothing dates that boot.
    func moment(_ node: NodeID, _ epoch: Epoch, _ instant: BootInstant) throws(LedgerError) -> DatedMoment? {
        try boot(node, epoch, instant.boot)?.time(ofBootMilliseconds: instant.milliseconds)
    }

    /// The nodes that may deliver or once did, by number.
    var knownNodesInOrder: [NodeRecord] { nodes.values.sorted { $0.id < $1.id } }

    func callSign(_ node: NodeID) -> JSONValue { .optional(nodes[node]?.callSign) }
}

extension DatedMoment {
    /// Whole seconds since then; never below zero, as clocks differ.
    func age(at now: Int64) -> Int64 { max(0, now &- unixMilliseconds) / 1_000 }
}

extension DatedMoment? {
    /// The members that say when something was and how that is known.
    func members(_ name: String, at now: Int64) -> [(String, JSONValue)] {
        [
            (name, .optional(self.map { UTCTime($0.unixMilliseconds).text })),
            ("time_quality", .string(self?.quality ?? "unknown")),
            ("age_s", .optional(self?.age(at: now))),
        ]
    }
}

extension JSONValue {
    /// Counts by category, `null` when nobody entered any.
    static func axis(_ counts: [UInt32]?, _ names: [String]) -> JSONValue {
        guard let counts, counts.count == names.count else { return .null }
        return .object(zip(names, counts).map { ($0, .integer($1)) })
    }
}

extension Capacity {
    var json: JSONValue {
        .object([
            ("litter", .optional(litter)), ("sitting", .optional(sitting)), ("icu", .optional(icu)),
            ("isolation", .optional(isolation)),
        ])
    }
}
