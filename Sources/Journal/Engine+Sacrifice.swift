import FieldModel
import Store
import Wire

/// What is given up when room is short, in order: delivered routine, undelivered routine by thinning, delivered alarms,
/// patients and stock. What is undelivered of the last three never goes.
extension Engine {
    static let routine: [FieldModel.Stream] = [.track, .climate, .node]
    static let kept: [FieldModel.Stream] = [.alarm, .patients, .stock]

    /// Gives up a little of the first category that has something; returns whether one had.
    func sacrifice() throws(JournalError) -> Bool {
        quota.isExhausted = false
        if try retireOldest(of: Self.routine) {
            quota.stage = .sacrificing
        } else if try thinOldest() {
            quota.stage = .thinning
        } else if try retireOldest(of: Self.kept) {
            quota.stage = .retiring
        } else {
            quota.isExhausted = true
            return false
        }
        tell()
        return true
    }

    /// Rows that may go, all of one stream and epoch.
    struct Candidate {
        var index: Int
        var stream: FieldModel.Stream
        /// From the first offset of the first row on.
        var offsets: Range<UInt64>
        /// Epoch ordinal, boot and time of the first event.
        var age: (Int, UInt32, UInt64)
    }

    /// Removes some of the oldest delivered rows of these streams; returns whether there were any.
    ///
    /// `limit` says up to which offset of an epoch rows may go.
    func retireOldest(
        of streams: [FieldModel.Stream],
        below limit: (EpochState, FieldModel.Stream) -> UInt64 = { $0[next: $1] }
    ) throws(JournalError) -> Bool {
        var oldest: Candidate?
        for stream in streams where !(isTakingBaseline && Rebuild.kept.contains(stream)) {
            guard let candidate = try deliveredRows(stream, below: limit) else { continue }
            if let best = oldest, best.age <= candidate.age { continue }
            oldest = candidate
        }
        guard let oldest else { return false }
        try retire(oldest.index, oldest.stream, oldest.offsets)
        return true
    }

    /// The first rows of a stream that lie wholly in what was delivered.
    private func deliveredRows(
        _ stream: FieldModel.Stream,
        below limit: (EpochState, FieldModel.Stream) -> UInt64
    ) throws(JournalError) -> Candidate? {
        for index in epochs.indices where !epochs[index][delivered: stream].isEmpty {
            let state = epochs[index]
            let delivered = state[delivered: stream]
            let end = min(limit(state, stream), state[next: stream])
            var cursor: UInt64 = 0
            while cursor < end, let row = try extents(state, stream, cursor..<end, limit: 1).first {
                let hole = delivered.missing(in: row.lowerBound..<state[next: stream], limit: 1).first
                let until = min(hole?.lowerBound ?? end, end)
                if row.upperBound <= until, !isNewest(state, stream, row) {
                    let rows = try extents(state, stream, row.lowerBound..<until, limit: Self.stepRows)
                    let range = joined(rows, state, stream, until: until)
                    return Candidate(
                        index: index,
                        stream: stream,
                        offsets: range,
                        age: (state.ordinal, 0, 0)
                    ).dated(try instant(state, stream, range))
                }
                // Delivered, but the row must stay; or not delivered: on to what is.
                cursor = until > row.lowerBound ? row.upperBound : hole?.upperBound ?? end
            }
        }
        return nil
    }

    /// Rows one after the other, as far as nothing but gaps lies between them and none holds a newest snapshot.
    private func joined(
        _ rows: [Range<UInt64>],
        _ state: EpochState,
        _ stream: FieldModel.Stream,
        until end: UInt64
    ) -> Range<UInt64> {
        let gaps = state[gaps: stream]
        var range = rows[0]
        for row in rows.dropFirst() {
            guard row.upperBound <= end, !isNewest(state, stream, row),
                gaps.missing(in: range.upperBound..<row.lowerBound, limit: 1).isEmpty
            else { break }
            range = range.lowerBound..<row.upperBound
        }
        return range
    }

    /// Extents of the rows that begin in a range, at most `limit` of them.
    func extents(
        _ state: EpochState,
        _ stream: FieldModel.Stream,
        _ range: Range<UInt64>,
        limit: Int
    ) throws(JournalError) -> [Range<UInt64>] {
        let base = Schema.rowID(epoch: state.ordinal, stream: stream.rawValue, offset: 0)
        return try storing { () throws(SQLiteError) in
            let statement = try connection.prepare(
                "SELECT id, count FROM event WHERE id >= ? AND id < ? ORDER BY id LIMIT ?"
            )
            .bind(1, base + Int64(range.lowerBound)).bind(2, base + Int64(range.upperBound))
            .bind(3, Int64(limit))
            defer { statement.reset() }
            var rows: [Range<UInt64>] = []
            while try statement.step() {
                let first = UInt64(statement.int(0) - base)
                rows.append(first..<first + UInt64(clamping: max(statement.int(1), 1)))
            }
            return rows
        }
    }

    /// Whether a row holds what a coordinator should see before any history: never given up before there is a newer one.
    func isNewest(_ state: EpochState, _ stream: FieldModel.Stream, _ row: Range<UInt64>) -> Bool {
        if stream == .track {
            guard row.upperBound >= state[next: .track] else { return false }
            return !epochs.contains { $0.ordinal > state.ordinal && $0[next: .track] > 0 }
        }
        return newest.places.contains { kind, place in
            kind.stream == stream && place.epoch == state.ordinal && row.contains(place.offset)
        }
    }

    /// When the first readable event of a range was made.
    func instant(
        _ state: EpochState,
        _ stream: FieldModel.Stream,
        _ range: Range<UInt64>
    ) throws(JournalError) -> BootInstant? {
        var instant: BootInstant?
        _ = try events(state, stream, range) { _, _ in
        } _: { stored in
            // One that cannot be parsed was written by a newer version, and has no age here.
            instant = try? Event(canonicalBytes: stored.bytes).instant
            return false
        }
        return instant
    }

    /// Removes rows and says so in a record, in one commit.
    func retire(
        _ index: Int,
        _ stream: FieldModel.Stream,
        _ range: Range<UInt64>
    ) throws(JournalError) {
        let state = epochs[index]
        // What is gone cannot be folded again.
        let areRowsDue = isBeyondRows(state, stream, range)
        let isUnfolded = isBeyondRebuild(state, stream, range)
        let before = (absentUnknown, retiredUnfolded)
        do throws(JournalError) {
            try commit { () throws(JournalError) in
                try deleteRows(state, stream, range)
                try retireGaps(index, stream, range)
                if areRowsDue { try saveProjections() }
                guard isUnfolded else { return }
                if salvage != nil { retiredUnfolded.insert(stream) }
                let end = Schema.rowID(
                    epoch: state.ordinal,
                    stream: stream.rawValue,
                    offset: range.upperBound
                )
                try forget(after: [stream: end])
            }
        } catch {
            (absentUnknown, retiredUnfolded) = before
            epochs[index] = state
            projections.discard()
            throw error
        }
        if isUnfolded { forgetCache() } else if areRowsDue { settleProjections() }
    }

    func deleteRows(
        _ state: EpochState,
        _ stream: FieldModel.Stream,
        _ range: Range<UInt64>
    ) throws(JournalError) {
        if let tail = tails[stream], tail.epoch == state.ordinal, range.contains(tail.run.first) {
            tails[stream] = nil
        }
        let base = Schema.rowID(epoch: state.ordinal, stream: stream.rawValue, offset: 0)
        try storing { () throws(SQLiteError) in
            try connection.prepare("DELETE FROM event WHERE id >= ? AND id < ?")
                .bind(1, base + Int64(range.lowerBound)).bind(2, base + Int64(range.upperBound)).run()
        }
    }
}

extension Engine.Candidate {
    fileprivate func dated(_ instant: BootInstant?) -> Self {
        var candidate = self
        if let instant { candidate.age = (age.0, instant.boot, instant.milliseconds) }
        return candidate
    }
}
