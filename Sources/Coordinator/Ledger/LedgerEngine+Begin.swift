import Exchange
import FieldModel
import Store

extension LedgerEngine {
    /// Begins a new life: every earlier receipt is void, and the nodes send again what they keep.
    ///
    /// Who is enrolled comes from `records`, where it is newer than the database.
    func renew(
        _ cause: Incarnation.Cause,
        enrolling records: [NodeID: NodeRecord],
        at now: Int64
    ) throws(LedgerError) {
        // Whatever a killed process left in the WAL stays, should this start be cut short.
        do throws(LedgerError) { try checkpoint() } catch { guard error.showsFullDisk else { throw error } }
        let before = incarnation
        incarnation = Incarnation(bytes: Self.random(16), since: now, cause: cause)
        do throws(LedgerError) {
            try commit { () throws(LedgerError) in
                try setMeta("incarnation", incarnation.bytes)
                try setMeta("since", UInt64(bitPattern: now).bigEndianBytes)
                try setMeta("cause", Array(cause.rawValue.utf8))
                for record in records.values { try enrol(record) }
            }
        } catch {
            incarnation = before
            throw error
        }
    }

    /// Takes a node from the enrolment file. A revocation stays whichever side knows of it.
    private func enrol(_ record: NodeRecord) throws(LedgerError) {
        var merged = record
        if let known = nodes[record.id] {
            guard known.keys == record.keys else { return }
            merged.revoked = known.revoked ?? record.revoked
            merged.contact = known.contact
        }
        nodes[record.id] = merged
        try storing { () throws(SQLiteError) in
            let statement = try connection.prepare(
                """
                INSERT INTO node (id, keys, call_sign, added, revoked) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET call_sign = excluded.call_sign, revoked = excluded.revoked
                """
            )
            .bind(1, Int64(record.id.rawValue)).bind(2, record.keys.bytes).bind(3, merged.callSign)
            .bind(4, merged.added)
            if let revoked = merged.revoked { statement.bind(5, revoked) } else { statement.bindNull(5) }
            try statement.run()
        }
    }

    /// Writes who is enrolled once more beside the database.
    func saveEnrolment() throws(LedgerError) {
        try EnrolmentFile(path: files.enrolment, coordinator: coordinator).write(nodes.values)
    }

    /// Names this start in the database file itself, so that a WAL which it leaves is never taken for that of another file.
    ///
    /// At each moment the file holds one of the two launches that the witness names. A full disk is no reason not to start:
    /// then the launch before goes on.
    func launch() throws(LedgerError) {
        do throws(LedgerError) {
            try checkpoint()
            let present = try Self.meta(connection, "launch") ?? []
            let launch = Self.random(8)
            try testify { testimony in
                testimony.launch = launch
                testimony.previousLaunch = present.count == 8 ? present : [UInt8](repeating: 0, count: 8)
                testimony.isDoubted = false
            }
            try commit { () throws(LedgerError) in try setMeta("launch", launch) }
            try checkpoint()
            try testify { $0.previousLaunch = launch }
        } catch {
            guard error.showsFullDisk else { throw error }
        }
    }

    /// Moves everything into the database file and empties the WAL.
    private func checkpoint() throws(LedgerError) {
        try storing { () throws(SQLiteError) in try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)") }
    }

    static func random(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
