import Crypto
import Exchange
import FieldModel
import Store

extension LedgerEngine {
    static func meta(_ connection: Connection, _ name: String) throws(LedgerError) -> [UInt8]? {
        try storing { () throws(SQLiteError) in
            let query = try connection.prepare("SELECT value FROM meta WHERE name = ?").bind(1, name)
            defer { query.reset() }
            return try query.step() ? query.blob(0) : nil
        }
    }

    /// Every node of a database; rows that do not parse are passed over, as the enrolment file has them too.
    static func nodes(_ connection: Connection) throws(LedgerError) -> [NodeID: NodeRecord] {
        try storing { () throws(SQLiteError) in
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

    /// Reads what of every stream is here.
    ///
    /// - Throws: `.damaged` when a row does not parse.
    func loadLanes() throws(LedgerError) {
        var gaps = try loadGaps()
        let isSound = try storing { () throws(SQLiteError) -> Bool in
            let query = try connection.prepare(
                "SELECT id, node, epoch, stream, next, duplicates, conflicts, received, digest FROM lane"
            )
            defer { query.reset() }
            while try query.step() {
                guard let stream = Stream(rawValue: UInt8(truncatingIfNeeded: query.int(3))),
                    let received = IntervalSet(row: query.blob(7)), query.int(4) >= 0
                else { return false }
                let key = Lane.Key(
                    node: NodeID(UInt32(truncatingIfNeeded: query.int(1))),
                    epoch: Epoch(rawValue: UInt64(bitPattern: query.int(2))),
                    stream: stream
                )
                var lane = Lane(key: key, row: query.int(0))
                lane.next = UInt64(query.int(4))
                lane.duplicates = UInt64(clamping: query.int(5))
                lane.conflicts = UInt64(clamping: query.int(6))
                lane.received = received
                lane.gaps = gaps.removeValue(forKey: lane.row) ?? [:]
                // Everything durable lies below `next`.
                guard lane.durable.ranges.last.map({ $0.upperBound <= lane.next }) ?? true else {
                    return false
                }
                // Schema 1 had no digest, and such a row has none until it changes.
                let digest = query.blob(8)
                guard digest.isEmpty || digest == Self.digest(of: lane) else { return false }
                add(lane)
            }
            return true
        }
        guard isSound, gaps.isEmpty else { throw .damaged(path: files.database) }
    }

    /// What betrays a flipped bit in what receipts are made from: SQLite sums no pages.
    static func digest(of lane: Lane) -> [UInt8] {
        var hash = SHA256()
        for number in [
            UInt64(lane.key.node.rawValue), lane.key.epoch.rawValue, UInt64(lane.key.stream.rawValue),
            lane.next,
        ] {
            hash.update(data: number.bigEndianBytes)
        }
        let sets = [lane.received] + Gap.Reason.allCases.map { lane.gaps[$0] ?? IntervalSet() }
        for row in sets.map(\.row) {
            hash.update(data: UInt64(row.count).bigEndianBytes)
            hash.update(data: row)
        }
        return Array(hash.finalize().prefix(8))
    }

    private func loadGaps() throws(LedgerError) -> [Int64: [Gap.Reason: IntervalSet]] {
        let gaps = try storing { () throws(SQLiteError) -> [Int64: [Gap.Reason: IntervalSet]]? in
            let query = try connection.prepare("SELECT lane, reason, offsets FROM gap")
            defer { query.reset() }
            var gaps: [Int64: [Gap.Reason: IntervalSet]] = [:]
            while try query.step() {
                guard let reason = Gap.Reason(rawValue: UInt8(truncatingIfNeeded: query.int(1))),
                    let offsets = IntervalSet(row: query.blob(2))
                else { return nil }
                gaps[query.int(0), default: [:]][reason] = offsets
            }
            return gaps
        }
        guard let gaps else { throw .damaged(path: files.database) }
        return gaps
    }
}
