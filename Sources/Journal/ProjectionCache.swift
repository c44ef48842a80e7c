import FieldModel

/// Projection rows: those that the present batch changed, and some that were read lately.
///
/// What was read is kept in two generations. When the recent one is full it becomes the older one, and rows that
/// nobody asked for since are forgotten.
struct ProjectionCache {
    struct Row {
        /// The name under which the row is stored.
        let hidden: [UInt8]
        /// `nil` when there is no such row.
        var state: (any FoldedState)?
        /// The row id of the last event that is folded in.
        var stamp: Int64 = 0
    }

    static let generation = 256

    private(set) var dirty: [String: Row] = [:]
    private var recent: [String: Row] = [:]
    private var older: [String: Row] = [:]

    /// How many rows are known to be as the database has them, at most two generations.
    var count: Int { recent.count + older.count }

    /// What is known of a row; `nil` when it must be read.
    mutating func row(_ name: String) -> Row? {
        if let row = dirty[name] ?? recent[name] { return row }
        guard let row = older.removeValue(forKey: name) else { return nil }
        remember(name, row)
        return row
    }

    mutating func change(_ name: String, to row: Row) { dirty[name] = row }

    /// Keeps a row as the database has it.
    mutating func remember(_ name: String, _ row: Row) {
        older[name] = nil
        if recent.count >= Self.generation, recent[name] == nil {
            older = recent
            recent.removeAll(keepingCapacity: true)
        }
        recent[name] = row
    }

    /// The batch is durable.
    mutating func settle() {
        for (name, row) in dirty { remember(name, row) }
        dirty.removeAll(keepingCapacity: true)
    }

    /// The batch failed.
    mutating func discard() { dirty.removeAll(keepingCapacity: true) }
}
