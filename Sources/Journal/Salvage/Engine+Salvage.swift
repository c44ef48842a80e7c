import FieldModel
import Store

/// Fetches what a damaged journal still holds, a few pages at a time, under the epochs in which it was written.
extension Engine {
    private static let pagesPerStep = 128
    private static let salvageSetting = "salvage"

    /// Finds what was set aside and not yet worked off, newest first.
    func loadSalvage() throws(JournalError) {
        let aside = SetAside(settings: settings)
        for place in aside.places() {
            guard case .authentic(let record) = try IdentityRecord.read(place.record, key: key) else {
                continue
            }
            for index in epochs.indices {
                guard let known = record.epochs[epochs[index].ordinal], known.epoch == epochs[index].epoch
                else { continue }
                epochs[index].isBeingSalvaged = true
                for (number, head) in (known.heads ?? []).enumerated() {
                    epochs[index].next[number] = max(epochs[index].next[number], head)
                }
            }
            let marks = try HighWaterMarks(path: place.marks, journal: record.journal, key: key).current
            if record.epochs.values.contains(where: { $0.heads == nil && $0.epoch != marks?.epoch }) {
                endUnknown.formUnion(Rebuild.kept)
            }
            salvage = Salvage(
                place: place,
                seal: Seal(key: key, journal: record.journal),
                epochs: record.epochs.mapValues(\.epoch),
                marks: marks,
                scanner: PageScanner(database: place.database)
            )
        }
        guard let salvage else { return }
        if rebuild == nil { try commit { () throws(JournalError) in try beginRebuild() } }
        for index in epochs.indices where epochs[index].epoch == salvage.marks?.epoch {
            for stream in Stream.allCases {
                let known = salvage.marks?.next[Int(stream.rawValue) - 1] ?? 0
                epochs[index][next: stream] = max(epochs[index][next: stream], known)
            }
        }
        if let saved = try? setting(Self.salvageSetting), saved.count == 24,
            saved.bigEndian(at: 0) == UInt64(clamping: salvage.place.number)
        {
            self.salvage?.scanner.position = Int(clamping: saved.bigEndian(at: 8))
            self.salvage?.found = Int(clamping: saved.bigEndian(at: 16))
        }
    }

    /// Works for a moment. Returns whether something is left to do.
    func salvageStep() throws(JournalError) -> Bool {
        guard var job = salvage else { return false }
        guard let rows = job.scanner.next(pages: Self.pagesPerStep) else {
            try finish(job)
            salvage = nil
            for index in epochs.indices { epochs[index].isBeingSalvaged = false }
            try loadSalvage()
            remember()
            return salvage != nil
        }
        let before = epochs
        do throws(JournalError) {
            try commit { () throws(JournalError) in
                for row in rows {
                    guard let finding = job.read(row) else { continue }
                    job.found += 1
                    try take(finding, of: job)
                }
                let values = [job.place.number, job.scanner.position, job.found]
                try saveSetting(Self.salvageSetting, values.flatMap(Self.number))
            }
        } catch {
            epochs = before
            throw error
        }
        salvage = job
        return true
    }

    private func take(_ finding: Salvage.Finding, of job: Salvage) throws(JournalError) {
        switch finding {
        case .events(let ordinal, let stream, let run):
            guard let index = epochs.firstIndex(where: { $0.ordinal == ordinal }) else { return }
            try restore(run, stream, index)
        case .gap(let ordinal, let gap):
            guard let index = epochs.firstIndex(where: { $0.ordinal == ordinal }) else { return }
            let range = gap.first..<gap.first + gap.count
            epochs[index][next: gap.stream] = max(epochs[index][next: gap.stream], range.upperBound)
            // What a later record says of the same offsets stands.
            guard epochs[index][gaps: gap.stream].missing(in: range) == [range] else { return }
            try writeGap(index, gap.stream, range, gap.reason, kept: gap.kept)
        case .boot(let ordinal, let boot, let plain):
            try keep(boot: boot, of: ordinal, plain)
        case .act(let key, let plain):
            guard let key = IdempotencyKey(key) else { return }
            try restore(key, plain: plain)
        case .projection(let stored): try keep(projection: stored)
        case .setting(let name, let plain):
            // Written here already, or it belongs to the journal itself.
            guard !["salvage", "recipients", "projections", Self.foldedSetting].contains(name),
                try setting(name) == nil
            else {
                return
            }
            try saveSetting(name, plain)
        }
    }

    /// Keeps the record of a boot that knows the time best.
    private func keep(boot ordinal: UInt32, of epoch: Int, _ plain: [UInt8]) throws(JournalError) {
        guard let found = Self.bootRecord(plain) else { return }
        if let known = try bootRecord(of: epoch, ordinal), known.anchors.count >= found.anchors.count {
            return
        }
        try save(Boot(epoch: epoch, record: found))
    }

    /// Writes the events of a run that are not here yet. Thinned ones are left to the gap that tells of them.
    private func restore(
        _ run: StoredRun,
        _ stream: FieldModel.Stream,
        _ index: Int
    ) throws(JournalError) {
        epochs[index][next: stream] = max(epochs[index][next: stream], run.end)
        var present = IntervalSet()
        _ = try events(epochs[index], stream, run.first..<run.end) { _, _ in
        } _: { event in
            present.insert(event.identity.offset)
            return true
        }
        var next = EventRun(first: run.first, of: stream)
        for (offset, bytes) in zip(run.first..., run.events) {
            if !bytes.isEmpty, !present.contains(offset) {
                if next.count == 0 { next = EventRun(first: offset, of: stream) }
                if next.append(bytes) { continue }
                try insert(next, stream, epochs[index])
                next = EventRun(first: offset, of: stream)
                _ = next.append(bytes)
            } else if next.count > 0 {
                try insert(next, stream, epochs[index])
                next = EventRun(first: offset + 1, of: stream)
            }
        }
        if next.count > 0 { try insert(next, stream, epochs[index]) }
    }

    /// Declares lost what nothing was found of, and lets go of the files.
    private func finish(_ job: Salvage) throws(JournalError) {
        for index in epochs.indices where job.epochs[epochs[index].ordinal] == epochs[index].epoch {
            for stream in Stream.allCases { try declareMissing(index, stream) }
        }
        let lost = try lastLost()
        let retired = retiredUnfolded
        retiredUnfolded = []
        do throws(JournalError) {
            try commit { () throws(JournalError) in
                try forget(after: lost)
                try beginRebuild()
            }
        } catch {
            retiredUnfolded = retired
            throw error
        }
        forgetCache()
        let aside = SetAside(settings: settings)
        if job.found > 0 {
            aside.remove(job.place)
        } else {
            // Nothing in it is of this node; somebody may want to look at it.
            aside.forget(job.place)
        }
    }

    /// The row id behind the last offset of each stream that is lost, or that was retired before its row was found.
    private func lastLost() throws(JournalError) -> [FieldModel.Stream: Int64] {
        var lost: [FieldModel.Stream: Int64] = [:]
        for state in epochs {
            for stream in Rebuild.streams where state[next: stream] > 0 {
                for gap in try gaps(state, stream, touching: 0..<state[next: stream]) {
                    // What was retired long ago is in the rows that were carried over, but in no other.
                    if gap.reason == .retired, [.patients, .stock].contains(stream) {
                        absentUnknown.insert(stream)
                    }
                    let isUnfolded = gap.reason == .retired && retiredUnfolded.contains(stream)
                    guard gap.reason == .lost || isUnfolded else { continue }
                    lost[stream] = Schema.rowID(
                        epoch: state.ordinal,
                        stream: stream.rawValue,
                        offset: gap.first + gap.count
                    )
                }
            }
        }
        return lost
    }

    private func declareMissing(_ index: Int, _ stream: FieldModel.Stream) throws(JournalError) {
        let state = epochs[index]
        guard state[next: stream] > 0 else { return }
        let base = Schema.rowID(epoch: state.ordinal, stream: stream.rawValue, offset: 0)
        let missing = try storing { () throws(SQLiteError) in
            let statement = try connection.prepare(
                "SELECT id, count FROM event WHERE id >= ? AND id < ? ORDER BY id"
            )
            .bind(1, base).bind(2, base + Int64(Schema.offsetLimit))
            defer { statement.reset() }
            var missing: [Range<UInt64>] = []
            var next: UInt64 = 0
            while try statement.step() {
                let start = try Schema.offset(of: statement.int(0), from: base)
                if start > next { missing.append(next..<start) }
                next = max(next, start + Schema.eventCount(statement.int(1)))
            }
            if next < state[next: stream] { missing.append(next..<state[next: stream]) }
            return missing
        }
        try commit { () throws(JournalError) in
            for range in missing {
                var window = GapWindow()
                let kept = try unexplained(epochs[index], stream, range, &window)
                for hole in epochs[index][gaps: stream].missing(in: range) + kept {
                    try lose(index, stream, hole)
                }
            }
        }
    }
}
