import FieldModel
import Store

/// Rows of `gap`: runs of offsets of which some or all events no longer exist, and why.
extension Engine {
    /// Bits of one record's bitmap at most, so that a row fits into a page.
    static let gapLimit: UInt64 = 4_096

    /// Writes one record, in the present transaction.
    ///
    /// A record that keeps nothing grows together with a neighbour of the same reason.
    func writeGap(
        _ index: Int,
        _ stream: FieldModel.Stream,
        _ range: Range<UInt64>,
        _ reason: Gap.Reason,
        kept: [UInt8] = []
    ) throws(JournalError) {
        guard !range.isEmpty else { return }
        let state = epochs[index]
        var merged = range
        if kept.isEmpty {
            for neighbour in try gaps(state, stream, touching: range)
            where neighbour.reason == reason && neighbour.kept.isEmpty {
                let end = neighbour.first + neighbour.count
                merged = min(merged.lowerBound, neighbour.first)..<max(merged.upperBound, end)
                try deleteGap(state, stream, neighbour.first)
            }
        }
        let count = merged.upperBound - merged.lowerBound
        let place = seal.gapPlace(state.epoch, stream, merged.lowerBound, count: count)
        let sealed = try seal.seal([reason.rawValue] + kept, at: place)
        let id = Schema.rowID(epoch: state.ordinal, stream: stream.rawValue, offset: merged.lowerBound)
        try storing { () throws(SQLiteError) in
            try connection.prepare("INSERT OR REPLACE INTO gap (id, sealed, count) VALUES (?, ?, ?)")
                .bind(1, id).bind(2, sealed).bind(3, Int64(clamping: count)).run()
        }
        epochs[index][gaps: stream].insert(merged)
        knownTotals = nil
    }

    func deleteGap(
        _ state: EpochState,
        _ stream: FieldModel.Stream,
        _ first: UInt64
    ) throws(JournalError) {
        let id = Schema.rowID(epoch: state.ordinal, stream: stream.rawValue, offset: first)
        try storing { () throws(SQLiteError) in
            try connection.prepare("DELETE FROM gap WHERE id = ?").bind(1, id).run()
        }
        knownTotals = nil
    }

    /// The records that lie in a range or end right before it. One that does not authenticate is left out: it will be
    /// told as lost.
    func gaps(
        _ state: EpochState,
        _ stream: FieldModel.Stream,
        touching range: Range<UInt64>,
        limit: Int = .max
    ) throws(JournalError) -> [Gap] {
        let base = Schema.rowID(epoch: state.ordinal, stream: stream.rawValue, offset: 0)
        return try storing { () throws(SQLiteError) in
            // Records do not overlap, so only the last one that begins before the range can reach into it.
            let statement = try connection.prepare(
                """
                SELECT id, count, sealed FROM gap WHERE id >= coalesce((SELECT id FROM gap WHERE id >= ?1 AND id < ?2
                ORDER BY id DESC LIMIT 1), ?2) AND id <= ?3 ORDER BY id
                """
            )
            .bind(1, base).bind(2, base + Int64(range.lowerBound)).bind(3, base + Int64(range.upperBound))
            defer { statement.reset() }
            var result: [Gap] = []
            while result.count < limit, try statement.step() {
                let first = try Schema.offset(of: statement.int(0), from: base)
                let count = Schema.count(statement.int(1))
                guard first + count >= range.lowerBound else { continue }
                let place = seal.gapPlace(state.epoch, stream, first, count: count)
                guard let plain = seal.open(statement.blob(2), at: place), let code = plain.first,
                    let reason = Gap.Reason(rawValue: code)
                else { continue }
                result.append(
                    Gap(
                        stream: stream,
                        epoch: state.epoch,
                        first: first,
                        count: count,
                        reason: reason,
                        kept: Array(plain.dropFirst())
                    )
                )
            }
            return result
        }
    }

    /// Records with offsets that the coordinator of the domain does not know to be gone, lowest first.
    func unsentGaps(_ domain: Domain, limit: Int) throws(JournalError) -> [Gap] {
        var result: [Gap] = []
        for state in epochs {
            for stream in domain.streams {
                var cursor: UInt64 = 0
                let (delivered, spans) = (state[delivered: stream], state[gaps: stream])
                while result.count < limit, cursor < state[next: stream],
                    let hole = delivered.missing(in: cursor..<state[next: stream], limit: 1).first
                {
                    cursor = hole.upperBound
                    guard spans.missing(in: hole) != [hole] else { continue }
                    for gap in try gaps(state, stream, touching: hole, limit: limit - result.count)
                    where gap.first < hole.upperBound && gap.first + gap.count > hole.lowerBound {
                        guard result.last != gap, isUntold(gap, delivered) else { continue }
                        result.append(gap)
                    }
                }
            }
        }
        return result
    }

    private func isUntold(_ gap: Gap, _ delivered: IntervalSet) -> Bool {
        delivered.missing(in: gap.first..<gap.first + gap.count).contains { hole in
            hole.contains { gap.covers($0) }
        }
    }

    /// Extents of all records of an epoch's stream, read without opening one.
    func gapExtents(_ ordinal: Int, _ stream: FieldModel.Stream) throws(JournalError) -> IntervalSet {
        let base = Schema.rowID(epoch: ordinal, stream: stream.rawValue, offset: 0)
        return try storing { () throws(SQLiteError) in
            let statement = try connection.prepare(
                "SELECT id, count FROM gap WHERE id >= ? AND id < ? ORDER BY id"
            )
            .bind(1, base).bind(2, base + Int64(Schema.offsetLimit))
            defer { statement.reset() }
            var set = IntervalSet()
            while try statement.step() {
                let first = try Schema.offset(of: statement.int(0), from: base)
                let count = Schema.count(statement.int(1))
                guard count < Schema.offsetLimit else { continue }
                set.insert(first..<first + count)
            }
            return set
        }
    }

    /// Declares lost what turned out to be unreadable, so that the coordinator learns of it.
    func declareLost() throws(JournalError) {
        guard epochs.contains(where: { $0.unreadable.contains { !$0.isEmpty } }) else { return }
        let before = epochs
        do throws(JournalError) {
            // They are folded, and cannot be folded again.
            if eventsSinceRows > 0 { try writeProjections() }
            try commit { () throws(JournalError) in
                for index in epochs.indices {
                    for stream in Stream.allCases {
                        for range in epochs[index][unreadable: stream].ranges {
                            try lose(index, stream, range)
                        }
                        epochs[index][unreadable: stream] = IntervalSet()
                    }
                }
            }
        } catch {
            epochs = before
            throw error
        }
    }
}
