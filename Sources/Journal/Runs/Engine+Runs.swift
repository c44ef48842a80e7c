import FieldModel
import Store

/// Rows of `event`: written as the runs of a batch, read event by event.
extension Engine {
    /// Adds an event to the row that its stream's next insert will make.
    func enqueue(_ bytes: [UInt8], _ stream: FieldModel.Stream, _ offset: UInt64) throws(JournalError) {
        let index = Int(stream.rawValue) - 1
        if openRuns[index] == nil, let tail = tails[stream], tail.epoch == current.ordinal,
            tail.run.end == offset
        {
            openRuns[index] = tail.run
        }
        if openRuns[index]?.append(bytes) == true { return }
        try flushRun(index)
        var run = EventRun(first: offset, of: stream)
        _ = run.append(bytes)
        openRuns[index] = run
    }

    /// Writes every row that is still being filled.
    func flushRuns() throws(JournalError) {
        for index in openRuns.indices { try flushRun(index) }
    }

    func discardRuns() {
        for index in openRuns.indices { openRuns[index] = nil }
    }

    private func flushRun(_ index: Int) throws(JournalError) {
        guard let run = openRuns[index] else { return }
        openRuns[index] = nil
        guard run.stored < run.count else { return }
        let stream = FieldModel.Stream.allCases[index]
        try insert(run, stream, current)
        guard stream.isThinnable else { return }
        tails[stream] = Tail(epoch: current.ordinal, run: run)
        tails[stream]?.run.stored = run.count
    }

    /// Writes one row, in place of the shorter one of which it is the continuation.
    func insert(_ run: EventRun, _ stream: FieldModel.Stream, _ state: EpochState) throws(JournalError) {
        let place = seal.runPlace(state.epoch, stream, run.first, count: run.count, run.form)
        let sealed = try seal.seal(run.plain, at: place)
        let id = Schema.rowID(epoch: state.ordinal, stream: stream.rawValue, offset: run.first)
        rowsSinceLook += 1
        try storing { () throws(SQLiteError) in
            guard run.stored > 0 else {
                try connection.prepare("INSERT INTO event (id, sealed, count) VALUES (?, ?, ?)")
                    .bind(1, id).bind(2, sealed).bind(3, Int64(run.count)).run()
                return
            }
            try connection.prepare("UPDATE event SET sealed = ?2, count = ?3 WHERE id = ?1")
                .bind(1, id).bind(2, sealed).bind(3, Int64(run.count)).run()
            guard connection.changes == 1 else {
                throw SQLiteError(code: 11, message: "row \(id) is gone", operation: "grow")
            }
        }
    }

    /// Why offsets that should be there cannot be read.
    enum Fault {
        /// The row does not authenticate.
        case damaged
        /// There is no row, and no gap says why.
        case missing
    }

    /// Reads the events of a range in order; thinned ones and those in a gap are passed over.
    ///
    /// `fault` learns of what cannot be read. Stops when `body` returns false, and returns the offset from which to go on.
    func events(
        _ state: EpochState,
        _ stream: FieldModel.Stream,
        _ range: Range<UInt64>,
        fault: (Range<UInt64>, Fault) throws(JournalError) -> Void,
        _ body: (StoredEvent) throws(JournalError) -> Bool
    ) throws(JournalError) -> UInt64 {
        let gaps = state[gaps: stream]
        var records = GapWindow()
        /// What is missing and in no gap, or was kept by one. Rows that salvage has yet to bring are neither.
        func report(_ span: Range<UInt64>, _ kind: Fault) throws(JournalError) {
            guard !span.isEmpty, kind == .damaged || !state.isBeingSalvaged else { return }
            for hole in gaps.missing(in: span) { try fault(hole, kind) }
            for hole in try unexplained(state, stream, span, &records) { try fault(hole, .damaged) }
        }
        let base = Schema.rowID(epoch: state.ordinal, stream: stream.rawValue, offset: 0)
        let first = try firstRow(base, at: range.lowerBound)
        let statement = try storing { () throws(SQLiteError) in
            try connection.prepare("SELECT id, count, sealed FROM event WHERE id >= ? AND id < ? ORDER BY id")
                .bind(1, base + Int64(first))
                .bind(2, base + Int64(range.upperBound))
        }
        defer { statement.reset() }
        var next = range.lowerBound
        while next < range.upperBound,
            try storing({ () throws(SQLiteError) in try statement.step() })
        {
            let start = try storing { () throws(SQLiteError) in
                try Schema.offset(of: statement.int(0), from: base)
            }
            let count = Int(Schema.eventCount(statement.int(1)))
            let end = start + UInt64(max(count, 1))
            guard end > next else { continue }
            if start > next { try report(next..<min(start, range.upperBound), .missing) }
            let wanted = max(next, start)..<min(end, range.upperBound)
            guard let run = seal.openRun(statement.blob(2), state.epoch, stream, start, count: count) else {
                try report(wanted, .damaged)
                next = wanted.upperBound
                continue
            }
            for offset in wanted {
                next = offset + 1
                let bytes = run.events[Int(offset - start)]
                if bytes.isEmpty { continue }
                let identity = EventIdentity(
                    node: settings.node,
                    epoch: state.epoch,
                    stream: stream,
                    offset: offset
                )
                guard try body(StoredEvent(identity: identity, bytes: bytes)) else { return next }
            }
        }
        if next < range.upperBound { try report(next..<range.upperBound, .missing) }
        return range.upperBound
    }

    /// Where the row begins that holds an offset, or the offset itself when no row does.
    private func firstRow(_ base: Int64, at offset: UInt64) throws(JournalError) -> UInt64 {
        try storing { () throws(SQLiteError) in
            let statement = try connection.prepare(
                "SELECT id, count FROM event WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1"
            )
            .bind(1, base).bind(2, base + Int64(offset))
            defer { statement.reset() }
            guard try statement.step() else { return offset }
            let start = try Schema.offset(of: statement.int(0), from: base)
            return start + Schema.eventCount(statement.int(1)) > offset ? start : offset
        }
    }
}
