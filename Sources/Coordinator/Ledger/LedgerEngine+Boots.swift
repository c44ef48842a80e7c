import Exchange
import FieldModel
import Store
import SwiftProtobuf
import Wire

/// One boot of a node as the coordinator can date it.
struct DatedBoot {
    /// What the node said.
    var record: BootRecord?
    /// Unix milliseconds minus boot milliseconds, as the promptest bundle of that boot suggests: never too early, late by
    /// the time that it travelled.
    var arrival: Int64?

    /// How a moment of this boot is dated.
    func time(ofBootMilliseconds milliseconds: UInt64) -> DatedMoment? {
        let best = record?.best
        if let best, best.quality > .unset, let time = record?.wallTime(ofBootMilliseconds: milliseconds) {
            return DatedMoment(unixMilliseconds: time, quality: best.quality.name)
        }
        if let arrival {
            return DatedMoment(unixMilliseconds: arrival &+ Int64(clamping: milliseconds), quality: "arrival")
        }
        return nil
    }
}

/// A moment in wall time, and how that is known: a `ClockQuality`, or `arrival` for a time taken from the
/// coordinator's own clock when a bundle of that boot came.
struct DatedMoment {
    let unixMilliseconds: Int64
    let quality: String
}

extension LedgerEngine {
    func boot(_ node: NodeID, _ epoch: Epoch, _ ordinal: UInt32) throws(LedgerError) -> DatedBoot? {
        try storing { () throws(SQLiteError) in
            let query = try connection.prepare(
                "SELECT record, arrival FROM boot WHERE node = ? AND epoch = ? AND ordinal = ?"
            )
            .bind(1, Int64(node.rawValue)).bind(2, Int64(bitPattern: epoch.rawValue)).bind(3, Int64(ordinal))
            defer { query.reset() }
            guard try query.step() else { return nil }
            // A record that does not parse dates nothing; the arrival still does.
            let wire = try? PBBootRecord(serializedBytes: query.blob(0))
            return DatedBoot(
                record: wire.flatMap { try? BootRecord($0) },
                arrival: query.isNull(1) ? nil : query.int(1)
            )
        }
    }

    /// Keeps the best anchor of each quality, whichever bundle brought it.
    func merge(_ boot: Bundle.Boot, of node: NodeID) throws(LedgerError) {
        let known = try self.boot(node, boot.epoch, boot.record.ordinal)
        var record = known?.record ?? boot.record
        guard record.bootID == boot.record.bootID else { return }
        let anchors = record.anchors + boot.record.anchors
        record.anchors = ClockQuality.allCases.compactMap { quality in
            anchors.filter { $0.quality == quality }.max {
                (UInt32.max - $0.uncertainty, $0.bootMilliseconds, $0.unixMilliseconds)
                    < (UInt32.max - $1.uncertainty, $1.bootMilliseconds, $1.unixMilliseconds)
            }
        }
        guard record != known?.record else { return }
        try save(DatedBoot(record: record, arrival: known?.arrival), node, boot.epoch, record.ordinal)
    }

    /// Dates the boot in which a bundle was made by the moment at which it came.
    func noteArrival(of delivery: Delivery) throws(LedgerError) {
        let offset = delivery.arrival &- Int64(clamping: delivery.sealed.milliseconds)
        var boot = try boot(delivery.node, delivery.epoch, delivery.sealed.boot) ?? DatedBoot()
        if let known = boot.arrival, known <= offset { return }
        boot.arrival = offset
        try save(boot, delivery.node, delivery.epoch, delivery.sealed.boot)
    }

    private func save(
        _ boot: DatedBoot,
        _ node: NodeID,
        _ epoch: Epoch,
        _ ordinal: UInt32
    ) throws(LedgerError) {
        // A record that was read from the wire can be written to it.
        let bytes = boot.record.flatMap { record -> [UInt8]? in
            try? PBBootRecord(record, epoch: epoch).serializedBytes()
        }
        try storing { () throws(SQLiteError) in
            let statement = try connection.prepare(
                "INSERT OR REPLACE INTO boot (node, epoch, ordinal, record, arrival) VALUES (?, ?, ?, ?, ?)"
            )
            .bind(1, Int64(node.rawValue)).bind(2, Int64(bitPattern: epoch.rawValue)).bind(3, Int64(ordinal))
            if let bytes { statement.bind(4, bytes) } else { statement.bindNull(4) }
            if let arrival = boot.arrival { statement.bind(5, arrival) } else { statement.bindNull(5) }
            try statement.run()
        }
    }
}
