import Exchange
import FieldModel
import Store

extension LedgerEngine {
    /// Makes a node known. The same keys again change its call sign and take a revocation back.
    func addNode(_ id: NodeID, keys: PublicKeys, callSign: String, at now: Int64) throws(NodeError) {
        if let known = nodes[id], known.keys != keys { throw .otherKeys(id) }
        let hasControls = callSign.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
        guard (1...64).contains(callSign.utf8.count), !hasControls else { throw .badCallSign }
        try change {
            nodes[id] = NodeRecord(
                id: id,
                keys: keys,
                callSign: callSign,
                added: nodes[id]?.added ?? now,
                contact: nodes[id]?.contact
            )
        } saving: { () throws(SQLiteError) in
            try connection.prepare(
                """
                INSERT INTO node (id, keys, call_sign, added) VALUES (?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET call_sign = excluded.call_sign, revoked = NULL
                """
            )
            .bind(1, Int64(id.rawValue)).bind(2, keys.bytes).bind(3, callSign).bind(4, now).run()
        }
    }

    /// Takes nothing more from a node. What it delivered stays.
    func revokeNode(_ id: NodeID, at now: Int64) throws(NodeError) {
        guard let record = nodes[id] else { throw .unknown(id) }
        if record.revoked != nil { return }
        try change {
            nodes[id]?.revoked = now
        } saving: { () throws(SQLiteError) in
            try connection.prepare("UPDATE node SET revoked = ? WHERE id = ?")
                .bind(1, now).bind(2, Int64(id.rawValue)).run()
        }
    }

    private func change(
        _ apply: () -> Void,
        saving save: () throws(SQLiteError) -> Void
    ) throws(NodeError) {
        do throws(LedgerError) {
            try commit { () throws(LedgerError) in
                try storing(save)
                apply()
            }
            try saveEnrolment()
        } catch {
            throw .ledger(error)
        }
    }
}
