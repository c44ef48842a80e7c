import FieldModel

/// Projection rows in memory, decoded: those that wait to be written, and as many others as were in use lately.
///
/// What the present batch changes is undone when it fails. After it is durable, a changed row waits until it is written;
/// the events that were folded into it are on the disk.
struct ProjectionCache {
    /// One row, changed in place.
    final class Row {
        let name: String
        /// The name under which it is stored, and the row id that is its first half.
        let hidden: [UInt8]
        let id: Int64
        /// `nil` when there is no such row.
        fileprivate(set) var state: (any FoldedState)?
        /// The row id of the last event that is folded in.
        fileprivate(set) var stamp: Int64
        fileprivate var undo: Version?
        fileprivate var isWaiting = false
        /// Somebody asked for it again, after the event for which it was read.
        fileprivate var isInUse = false

        init(name: String, hidden: [UInt8], state: (any FoldedState)? = nil, stamp: Int64 = 0) {
            self.name = name
            self.hidden = hidden
            id = Schema.projectionID(hidden)
            self.state = state
            self.stamp = stamp
        }

        fileprivate var isIdle: Bool { undo == nil && !isWaiting }
    }

    /// What a row was.
    fileprivate struct Version {
        var state: (any FoldedState)?
        var stamp: Int64
    }

    /// What a batch had changed at a moment.
    struct Mark {
        fileprivate var rows: [(row: Row, version: Version)]
    }

    /// Rows in memory at most, those aside that wait to be written: about half a kilobyte each.
    static let limit = 8_192

    private var rows: [String: Row] = [:]
    private var latest: Row?
    private var changed: [Row] = []
    private var waiting: [Row] = []

    /// Rows in memory.
    var count: Int { rows.count }

    /// Rows that are not as the database has them, at most.
    var unwrittenCount: Int { waiting.count + changed.count }

    /// Rows that are not as the database has them, in the order of their places there.
    var unwritten: [Row] {
        (waiting + changed.filter { !$0.isWaiting }).sorted { $0.id < $1.id }
    }

    /// What is known of a row; `nil` when it must be read.
    mutating func row(_ name: String) -> Row? {
        if let latest, latest.name == name { return latest }
        guard let row = rows[name] else { return nil }
        row.isInUse = true
        latest = row
        return row
    }

    /// Keeps a row as the database has it.
    mutating func remember(_ row: Row) {
        if rows.count - waiting.count >= Self.limit { forgetSome() }
        rows[row.name] = row
        latest = row
    }

    /// Changes a row in place. Where `body` returns false, it has left the state as it was.
    mutating func change(
        _ row: Row,
        stamp: Int64,
        _ body: (inout (any FoldedState)?) -> Bool
    ) -> Bool {
        let isFirst = row.undo == nil
        if isFirst { row.undo = Version(state: row.state, stamp: row.stamp) }
        guard body(&row.state) else {
            if isFirst { restore(row) }
            return false
        }
        row.stamp = stamp
        if isFirst { changed.append(row) }
        return true
    }

    /// The batch is durable; `areWritten` says whether every row was written with it.
    mutating func settle(areWritten: Bool) {
        for row in changed {
            row.undo = nil
            if !areWritten, !row.isWaiting {
                row.isWaiting = true
                waiting.append(row)
            }
        }
        changed.removeAll(keepingCapacity: true)
        guard areWritten else { return }
        for row in waiting { row.isWaiting = false }
        waiting.removeAll(keepingCapacity: true)
    }

    /// The batch failed.
    mutating func discard() { discard(to: Mark(rows: [])) }

    /// What the batch has changed so far.
    func mark() -> Mark {
        Mark(rows: changed.map { ($0, Version(state: $0.state, stamp: $0.stamp)) })
    }

    /// Undoes what the batch changed after a mark.
    mutating func discard(to mark: Mark) {
        // A row that was changed for the first time after the mark stands behind those of the mark.
        for row in changed.dropFirst(mark.rows.count) { restore(row) }
        changed.removeSubrange(mark.rows.count...)
        for (row, version) in mark.rows {
            row.state = version.state
            row.stamp = version.stamp
        }
    }

    private func restore(_ row: Row) {
        guard let undo = row.undo else { return }
        row.state = undo.state
        row.stamp = undo.stamp
        row.undo = nil
    }

    /// Makes room: rows that nobody asked for since the last time go first, then any.
    private mutating func forgetSome() {
        latest = nil
        let goal = Self.limit / 4 * 3
        for isSparing in [true, false] {
            for (name, row) in rows where rows.count - waiting.count > goal {
                if row.isIdle, !(isSparing && row.isInUse) { rows[name] = nil }
                row.isInUse = false
            }
        }
    }
}
