import FieldModel
import Store
import Synchronization

/// The coordinator's store on its own thread: the one connection, and the state of every lane beside it.
final class LedgerEngine {
    let connection: Connection
    let files: LedgerFiles
    let coordinator: UInt64
    let witness: Witness
    var incarnation: Incarnation
    /// Commits of this ledger since it was made.
    var sequence: UInt64
    /// Why the ledger cannot go on, once it cannot.
    private(set) var fault: LedgerError?
    /// Commits that failed since the start.
    private(set) var failedCommits: UInt64 = 0
    /// Whether the last commit failed.
    private(set) var isRefusing = false
    /// The copy that is under way.
    var backup: OnlineBackup?
    private(set) var lanes: [Lane] = []
    private var laneIndex: [Lane.Key: Int] = [:]
    var nodes: [NodeID: NodeRecord] = [:]
    /// The nodes as other threads see them: those of the last commit.
    let knownNodes = KnownNodes()
    /// Events that are kept although they could not be folded into a projection.
    var foldFailures: UInt64 = 0

    /// What the running transaction changed: saved before its commit, undone if that fails.
    private var touched: [Int: Lane] = [:]
    private var laneCountBefore = 0
    var rows: [ProjectionKey: [UInt8]] = [:]
    var dirtyRows: Set<ProjectionKey> = []

    struct ProjectionKey: Hashable {
        let node: NodeID
        let name: String
    }

    init(
        connection: Connection,
        files: LedgerFiles,
        coordinator: UInt64,
        witness: Witness,
        incarnation: Incarnation,
        sequence: UInt64
    ) {
        self.connection = connection
        self.files = files
        self.coordinator = coordinator
        self.witness = witness
        self.incarnation = incarnation
        self.sequence = sequence
    }

    /// Runs `body` in a transaction whose commit is on the disk, and witnessed, when this returns.
    ///
    /// A failed transaction changes nothing. Where the commit succeeded and its witness did not, the ledger cannot go on.
    func commit(_ body: () throws(LedgerError) -> Void) throws(LedgerError) {
        laneCountBefore = lanes.count
        let nodesBefore = nodes
        defer {
            touched.removeAll(keepingCapacity: true)
            rows.removeAll(keepingCapacity: true)
            dirtyRows.removeAll(keepingCapacity: true)
        }
        do throws(LedgerError) {
            let work: () throws(LedgerError) -> Void = { () throws(LedgerError) in
                try body()
                try self.saveLanes()
                try self.saveRows()
                try self.setMeta("sequence", (self.sequence + 1).bigEndianBytes)
            }
            try connection.transaction(work, mapping: LedgerError.storage)
        } catch {
            for (index, lane) in touched where index < laneCountBefore { lanes[index] = lane }
            for lane in lanes[laneCountBefore...] { laneIndex[lane.key] = nil }
            lanes.removeSubrange(laneCountBefore...)
            nodes = nodesBefore
            failedCommits += 1
            isRefusing = true
            note(error)
            throw error
        }
        sequence += 1
        isRefusing = false
        publishNodes()
        do throws(LedgerError) { try testify { _ in } } catch {
            note(error)
            throw error
        }
    }

    /// Writes down outside SQLite how far the ledger is.
    func testify(_ change: (inout Witness.Testimony) -> Void) throws(LedgerError) {
        var testimony =
            witness.current ?? .init(coordinator: coordinator, incarnation: incarnation.bytes)
        testimony.coordinator = coordinator
        testimony.incarnation = incarnation.bytes
        testimony.sequence = sequence
        change(&testimony)
        try witness.record(testimony)
    }

    /// Remembers an error after which the ledger must be opened again, and for that opening whether the file is in doubt.
    func note(_ error: LedgerError) {
        guard fault == nil, error.needsReopening else { return }
        fault = error
        guard error.showsDamage else { return }
        // Where even this cannot be written, the next opening finds the damage only when it meets it again.
        try? testify { $0.isDoubted = true }
    }

    func setMeta(_ name: String, _ value: [UInt8]) throws(LedgerError) {
        try storing { () throws(SQLiteError) in
            try connection.prepare(
                "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
            )
            .bind(1, name).bind(2, value).run()
        }
    }

    func publishNodes() { knownNodes.records.withLock { $0 = nodes } }

    func lane(_ key: Lane.Key) -> Lane? { laneIndex[key].map { lanes[$0] } }

    /// Changes a lane, made when it is new.
    func withLane<Value>(
        _ key: Lane.Key,
        _ body: (inout Lane) throws(LedgerError) -> Value
    ) throws(LedgerError) -> Value {
        let index: Int
        if let known = laneIndex[key] { index = known } else { index = try makeLane(key) }
        if touched[index] == nil { touched[index] = lanes[index] }
        return try body(&lanes[index])
    }

    private func makeLane(_ key: Lane.Key) throws(LedgerError) -> Int {
        try storing { () throws(SQLiteError) in
            try connection.prepare("INSERT INTO lane (node, epoch, stream) VALUES (?, ?, ?)")
                .bind(1, Int64(key.node.rawValue)).bind(2, Int64(bitPattern: key.epoch.rawValue))
                .bind(3, Int64(key.stream.rawValue)).run()
        }
        return add(Lane(key: key, row: connection.lastInsertedRowID))
    }

    @discardableResult
    func add(_ lane: Lane) -> Int {
        lanes.append(lane)
        laneIndex[lane.key] = lanes.count - 1
        return lanes.count - 1
    }

    private func saveLanes() throws(LedgerError) {
        for (index, before) in touched {
            let lane = lanes[index]
            try storing { () throws(SQLiteError) in
                try connection.prepare(
                    "UPDATE lane SET next = ?, duplicates = ?, conflicts = ?, received = ?, digest = ? WHERE id = ?"
                )
                .bind(1, Int64(clamping: lane.next)).bind(2, Int64(clamping: lane.duplicates))
                .bind(3, Int64(clamping: lane.conflicts)).bind(4, lane.received.row)
                .bind(5, Self.digest(of: lane)).bind(6, lane.row).run()
                // The sets of gaps may be large and change seldom.
                for (reason, offsets) in lane.gaps where offsets != before.gaps[reason] {
                    try connection.prepare(
                        """
                        INSERT INTO gap (lane, reason, offsets) VALUES (?, ?, ?)
                        ON CONFLICT (lane, reason) DO UPDATE SET offsets = excluded.offsets
                        """
                    )
                    .bind(1, lane.row).bind(2, Int64(reason.rawValue)).bind(3, offsets.row).run()
                }
            }
        }
    }

    private func saveRows() throws(LedgerError) {
        for key in dirtyRows {
            guard let state = rows[key] else { continue }
            try storing { () throws(SQLiteError) in
                try connection.prepare(
                    """
                    INSERT INTO projection (node, name, state) VALUES (?, ?, ?)
                    ON CONFLICT (node, name) DO UPDATE SET state = excluded.state
                    """
                )
                .bind(1, Int64(key.node.rawValue)).bind(2, key.name).bind(3, state).run()
            }
        }
    }

    /// The state of a projection row as this transaction sees it.
    func state(_ key: ProjectionKey) throws(LedgerError) -> [UInt8]? {
        if let state = rows[key] { return state }
        let state = try storing { () throws(SQLiteError) -> [UInt8]? in
            let query = try connection.prepare("SELECT state FROM projection WHERE node = ? AND name = ?")
                .bind(1, Int64(key.node.rawValue)).bind(2, key.name)
            defer { query.reset() }
            return try query.step() ? query.blob(0) : nil
        }
        if let state { rows[key] = state }
        return state
    }
}

/// The nodes as every thread may see them.
final class KnownNodes: Sendable {
    let records = Mutex<[NodeID: NodeRecord]>([:])
}
