import Crypto
import Exchange
import FieldModel
import Store
import SwiftProtobuf
import Wire
import Workflows

extension LedgerEngine {
    /// Takes deliveries with one fsync. What is known already changes nothing but a counter.
    func deliver(_ deliveries: [Delivery]) -> Result<[DeliveryResult], LedgerError> {
        var counts: [(new: Int, duplicates: Int, conflicts: Int)] = []
        do throws(LedgerError) {
            try commit { () throws(LedgerError) in
                for delivery in deliveries { counts.append(try take(delivery)) }
            }
        } catch {
            return .failure(error)
        }
        return .success(
            zip(deliveries, counts).map { delivery, counts in
                DeliveryResult(
                    durable: delivery.lanes.map(durable),
                    new: counts.new,
                    duplicates: counts.duplicates,
                    conflicts: counts.conflicts
                )
            }
        )
    }

    private func durable(_ key: Lane.Key) -> Receipt.Durable {
        Receipt.Durable(
            epoch: key.epoch,
            stream: key.stream,
            offsets: lane(key)?.durable ?? IntervalSet()
        )
    }

    private func take(_ delivery: Delivery) throws(LedgerError) -> (new: Int, duplicates: Int, conflicts: Int)
    {
        var counts = (new: 0, duplicates: 0, conflicts: 0)
        for item in delivery.events {
            let identity = item.stored.identity
            let novelty = try withLane(Lane.Key(identity)) { lane throws(LedgerError) in
                try store(item.stored, in: &lane, at: delivery.arrival)
            }
            switch novelty {
            case .new:
                counts.new += 1
                if let event = item.event { try fold(RecordedEvent(identity: identity, event: event)) }
            case .duplicate: counts.duplicates += 1
            case .conflict: counts.conflicts += 1
            }
        }
        for gap in delivery.gaps {
            try withLane(gap.lane) { lane in lane.noteGap(gap.offsets, gap.reason) }
        }
        for head in delivery.heads {
            let key = Lane.Key(node: delivery.node, epoch: head.epoch, stream: head.stream)
            try withLane(key) { lane in lane.next = max(lane.next, head.next) }
        }
        for boot in delivery.boots { try merge(boot, of: delivery.node) }
        try noteArrival(of: delivery)
        try noteContact(delivery.node, at: delivery.arrival)
        return counts
    }

    private enum Novelty {
        case new
        case duplicate
        case conflict
    }

    private func store(
        _ event: StoredEvent,
        in lane: inout Lane,
        at arrival: Int64
    ) throws(LedgerError) -> Novelty {
        let offset = event.identity.offset
        guard lane.received.contains(offset) else {
            try insert(event, in: lane)
            lane.noteReceived(offset)
            return .new
        }
        guard let stored = try bytes(lane: lane.row, offset: offset) else {
            // A damaged page took the row with it. It was folded when it first came.
            try insert(event, in: lane)
            lane.duplicates += 1
            return .duplicate
        }
        if stored == event.bytes {
            lane.duplicates += 1
            return .duplicate
        }
        try storing { () throws(SQLiteError) in
            try connection.prepare(
                """
                INSERT OR IGNORE INTO conflict (lane, offset, stored_digest, other_digest, bytes, at)
                VALUES (?, ?, ?, ?, ?, ?)
                """
            )
            .bind(1, lane.row).bind(2, Int64(clamping: offset)).bind(3, Self.digest(stored))
            .bind(4, Self.digest(event.bytes)).bind(5, event.bytes).bind(6, arrival).run()
        }
        if connection.changes > 0 { lane.conflicts += 1 }
        return .conflict
    }

    private func insert(_ event: StoredEvent, in lane: Lane) throws(LedgerError) {
        try storing { () throws(SQLiteError) in
            try connection.prepare("INSERT INTO event (lane, offset, bytes) VALUES (?, ?, ?)")
                .bind(1, lane.row).bind(2, Int64(clamping: event.identity.offset)).bind(3, event.bytes).run()
        }
    }

    private func bytes(lane: Int64, offset: UInt64) throws(LedgerError) -> [UInt8]? {
        try storing { () throws(SQLiteError) in
            let query = try connection.prepare("SELECT bytes FROM event WHERE lane = ? AND offset = ?")
                .bind(1, lane).bind(2, Int64(clamping: offset))
            defer { query.reset() }
            return try query.step() ? query.blob(0) : nil
        }
    }

    /// The first 16 bytes of SHA-256.
    private static func digest(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes).prefix(16)) }

    private func fold(_ recorded: RecordedEvent) throws(LedgerError) {
        // Stamps compare within one stream only, so an event outside its own stream is kept and not folded.
        guard recorded.event.body.stream.map({ $0 == recorded.identity.stream }) ?? true else {
            foldFailures += 1
            return
        }
        for name in Projections.names(for: recorded, role: .coordinator) {
            let key = ProjectionKey(node: recorded.identity.node, name: name)
            let present = try state(key)
            do {
                rows[key] = try Projections.fold(recorded, name: name, state: present, role: .coordinator)
                dirtyRows.insert(key)
            } catch {
                foldFailures += 1
            }
        }
    }

    private func noteContact(_ node: NodeID, at arrival: Int64) throws(LedgerError) {
        guard var record = nodes[node], record.contact ?? .min < arrival else { return }
        record.contact = arrival
        nodes[node] = record
        try storing { () throws(SQLiteError) in
            try connection.prepare("UPDATE node SET contact = ? WHERE id = ?")
                .bind(1, arrival).bind(2, Int64(node.rawValue)).run()
        }
    }
}
