package import FieldModel
import Store

extension Ledger {
    /// What is known of one lane; `nil` when nothing named it.
    package func lane(_ key: Lane.Key) async throws(LedgerError) -> Lane? {
        try await read { engine throws(LedgerError) in engine.lane(key) }
    }

    /// Every projection row of a node by name.
    package func projections(of node: NodeID) async throws(LedgerError) -> [String: [UInt8]] {
        try await read { engine throws(LedgerError) in
            try storing { () throws(SQLiteError) in
                let query = try engine.connection.prepare("SELECT name, state FROM projection WHERE node = ?")
                    .bind(1, Int64(node.rawValue))
                defer { query.reset() }
                var rows: [String: [UInt8]] = [:]
                while try query.step() { rows[query.text(0)] = query.blob(1) }
                return rows
            }
        }
    }
}
