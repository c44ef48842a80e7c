import Exchange
import FieldModel
import Glibc
import Store

extension LedgerEngine {
    /// Opens or creates the database of one coordinator.
    ///
    /// A foreign file, another coordinator's database and a newer schema are refused before anything is written.
    static func open(path: String, coordinator: UInt64, vfs: String?) throws(LedgerError) -> LedgerEngine {
        if access(path, F_OK) == 0 { try probe(path, vfs: vfs) }
        let connection: Connection
        do throws(SQLiteError) {
            let isNew = access(path, F_OK) != 0
            connection = try Connection(path: path, vfs: vfs)
            if isNew { try connection.execute(LedgerSchema.beforeCreation) }
            try connection.execute(LedgerSchema.onOpening)
            try connection.execute("BEGIN EXCLUSIVE; COMMIT")
            try connection.rewriteWAL()
        } catch {
            throw error.primary == 5 ? .inUse(path: path) : .storage(error)
        }
        chmod(path, 0o600)
        if try storing({ () throws(SQLiteError) in try connection.integer("PRAGMA user_version") }) == 0 {
            try create(connection, coordinator: coordinator)
        }
        guard try meta(connection, "coordinator") == coordinator.bigEndianBytes else {
            throw .otherCoordinator(path: path)
        }
        guard let incarnation = try meta(connection, "incarnation"), incarnation.count == 16 else {
            throw .foreign(path: path)
        }
        let engine = LedgerEngine(connection: connection, incarnation: incarnation)
        try engine.loadNodes()
        engine.publishNodes()
        try engine.loadLanes(path: path)
        return engine
    }

    /// Looks at an existing file without the right to write.
    private static func probe(_ path: String, vfs: String?) throws(LedgerError) {
        let version: Int64
        let application: Int64
        do throws(SQLiteError) {
            let reader = try Connection(path: path, mode: .readOnly, vfs: vfs)
            version = try reader.integer("PRAGMA user_version") ?? 0
            application = try reader.integer("PRAGMA application_id") ?? 0
        } catch {
            switch error.primary {
            case 5: throw .inUse(path: path)
            case 26: throw .foreign(path: path)
            default: throw .storage(error)
            }
        }
        // A power cut while the first tables were made leaves an empty database.
        if version == 0 && application == 0 { return }
        guard application == Int64(LedgerSchema.applicationID) else { throw .foreign(path: path) }
        guard version <= LedgerSchema.version else {
            throw .newerSchema(found: Int(version), supported: LedgerSchema.version)
        }
    }

    private static func create(_ connection: Connection, coordinator: UInt64) throws(LedgerError) {
        var random = SystemRandomNumberGenerator()
        let incarnation = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        let values = [("coordinator", coordinator.bigEndianBytes), ("incarnation", incarnation)]
        let fill: () throws(LedgerError) -> Void = { () throws(LedgerError) in
            try storing { () throws(SQLiteError) in
                try connection.execute(LedgerSchema.tables)
                for (name, value) in values {
                    try connection.prepare("INSERT INTO meta (name, value) VALUES (?, ?)")
                        .bind(1, name).bind(2, value).run()
                }
                try connection.execute("PRAGMA application_id = \(LedgerSchema.applicationID)")
                try connection.execute("PRAGMA user_version = \(LedgerSchema.version)")
            }
        }
        try connection.transaction(fill, mapping: LedgerError.storage)
    }

    private static func meta(_ connection: Connection, _ name: String) throws(LedgerError) -> [UInt8]? {
        try storing { () throws(SQLiteError) in
            let query = try connection.prepare("SELECT value FROM meta WHERE name = ?").bind(1, name)
            defer { query.reset() }
            return try query.step() ? query.blob(0) : nil
        }
    }

    private func loadNodes() throws(LedgerError) {
        nodes = try storing { () throws(SQLiteError) in
            let query = try connection.prepare(
                "SELECT id, keys, call_sign, added, revoked, contact FROM node"
            )
            defer { query.reset() }
            var nodes: [NodeID: NodeRecord] = [:]
            while try query.step() {
                guard let keys = PublicKeys(bytes: query.blob(1)) else { continue }
                let id = NodeID(UInt32(truncatingIfNeeded: query.int(0)))
                nodes[id] = NodeRecord(
                    id: id,
                    keys: keys,
                    callSign: query.text(2),
                    added: query.int(3),
                    revoked: query.isNull(4) ? nil : query.int(4),
                    contact: query.isNull(5) ? nil : query.int(5)
                )
            }
            return nodes
        }
    }

    private func loadLanes(path: String) throws(LedgerError) {
        let isSound = try storing { () throws(SQLiteError) -> Bool in
            let query = try connection.prepare(
                """
                SELECT id, node, epoch, stream, next, duplicates, conflicts, received, thinned, retired, lost
                FROM lane
                """
            )
            defer { query.reset() }
            while try query.step() {
                guard let stream = Stream(rawValue: UInt8(truncatingIfNeeded: query.int(3))),
                    let received = IntervalSet(row: query.blob(7))
                else { return false }
                let key = Lane.Key(
                    node: NodeID(UInt32(truncatingIfNeeded: query.int(1))),
                    epoch: Epoch(rawValue: UInt64(bitPattern: query.int(2))),
                    stream: stream
                )
                var lane = Lane(key: key, row: query.int(0))
                lane.next = UInt64(clamping: query.int(4))
                lane.duplicates = UInt64(clamping: query.int(5))
                lane.conflicts = UInt64(clamping: query.int(6))
                lane.received = received
                for (column, reason) in [(8, Gap.Reason.thinned), (9, .retired), (10, .lost)] {
                    guard let gap = IntervalSet(row: query.blob(Int32(column))) else { return false }
                    if !gap.isEmpty { lane.gaps[reason] = gap }
                }
                add(lane)
            }
            return true
        }
        guard isSound else { throw .foreign(path: path) }
    }
}

extension UInt64 {
    var bigEndianBytes: [UInt8] {
        stride(from: UInt64(56), through: 0, by: -8).map { UInt8(truncatingIfNeeded: self >> $0) }
    }
}
