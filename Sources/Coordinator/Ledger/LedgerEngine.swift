import FieldModel
import Store
import Synchronization

/// The coordinator's store on its own thread: the one connection, and the state of every lane beside it.
final class LedgerEngine {
    let connection: Connection
    let incarnation: [UInt8]
    private(set) var lanes: [Lane] = []
    private var laneIndex: [Lane.Key: Int] = [:]
    var nodes: [NodeID: NodeRecord] = [:]
    /// The nodes as other threads see them: those of the last commit.
    let knownNodes = KnownNodes()
    /// Events that are kept although they could not be folded into a projection.
    var foldFailures: UInt64 = 0

    /// Why only opening again can help; set by a commit that failed.
    private(set) var failure: LedgerError?

    /// What the running transaction changed: saved before its commit, undone if that fails.
    private var touched: [Int: Lane] = [:]
    private var laneCountBefore = 0
    var rows: [ProjectionKey: [UInt8]] = [:]
    var dirtyRows: Set<ProjectionKey> = []

    struct ProjectionKey: Hashable {
        let node: NodeID
        let name: String
    }

    init(connection: Connection, incarnation: [UInt8]) {
        self.connection = connection
        self.incarnation = incarnation
    }

    /// Runs `body` in a transaction whose commit is on the disk when this returns; a failure changes nothing.
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
            }
            try connection.transaction(work, mapping: LedgerError.storage)
        } catch {
            for (index, lane) in touched where index < laneCountBefore { lanes[index] = lane }
            for lane in lanes[laneCountBefore...] { laneIndex[lane.key] = nil }
            lanes.removeSubrange(laneCountBefore...)
            nodes = nodesBefore
            if error.needsReopening { failure = error }
            throw error
        }
        publishNodes()
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
        for index in touched.keys {
            let lane = lanes[index]
            let gap = { (reason: Gap.Reason) in lane.gaps[reason]?.row ?? [] }
            try storing { () throws(SQLiteError) in
                try connection.prepare(
                    """
                    UPDATE lane SET next = ?, duplicates = ?, conflicts = ?, received = ?, thinned = ?, retired = ?,
                    lost = ? WHERE id = ?
                    """
                )
                .bind(1, Int64(clamping: lane.next)).bind(2, Int64(clamping: lane.duplicates))
                .bind(3, Int64(clamping: lane.conflicts)).bind(4, lane.received.row)
                .bind(5, gap(.thinned)).bind(6, gap(.retired)).bind(7, gap(.lost)).bind(8, lane.row).run()
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
