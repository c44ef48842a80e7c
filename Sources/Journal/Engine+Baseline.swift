import FieldModel
import Store

/// State that the coordinator still has, taken over where the journal lost what it was folded from.
extension Engine {
    /// Events after the baseline that are folded at most; with more, some later one is waited for.
    private static let joinLimit: UInt64 = 16_000

    /// Whether a row that is not there may have been.
    func isAbsentUnknown(_ name: String) -> Bool {
        guard !absentUnknown.isEmpty, name != Self.newestRow else { return false }
        return projector.stream(name).map(absentUnknown.contains) ?? true
    }

    func noteUnknown(_ name: String) {
        if let stream = projector.stream(name) { metUnknown.insert(stream) }
    }

    /// Streams of which state stays unknown; `watched` are the rows among those of the projector that are.
    func unknownStreams(watched: [String]) -> Set<FieldModel.Stream> {
        guard !areProjectionsUnknown else { return [] }
        let ofPeople = Set(projector.watched.compactMap(projector.stream))
        // A person may have said what they are.
        return absentUnknown.union(metUnknown).subtracting(ofPeople)
            .union(watched.compactMap(projector.stream))
    }

    /// Makes ready to take over the rows of a stream in which everything below `through` is folded, but for what the
    /// coordinator never received. Nothing is folded until `endBaseline`.
    ///
    /// - Returns: the stamp of those rows; `nil` where the baseline and what is kept here do not join without a hole.
    func beginBaseline(
        _ stream: FieldModel.Stream,
        through: [Epoch: UInt64]
    ) throws(JournalError) -> Int64? {
        guard !areProjectionsUnknown, let index = Rebuild.streams.firstIndex(of: stream),
            try joins(stream, through)
        else { return nil }
        let start = through[current.epoch] ?? 0
        do throws(JournalError) {
            try commit { () throws(JournalError) in
                try saveProjections()
                var job = Rebuild()
                for (index, stream) in Rebuild.streams.enumerated() {
                    job.places[index] = (epochs.count - 1, current[next: stream])
                }
                job.places[index].offset = start
                job.isHeld = true
                rebuild = job
                try saveProjectionState()
            }
        } catch {
            rebuild = nil
            projections.discard()
            throw error
        }
        forgetCache()
        guard start == 0 else {
            return Schema.rowID(epoch: current.ordinal, stream: stream.rawValue, offset: start - 1)
        }
        // Behind every event of the epochs before.
        guard current.ordinal > 0 else { return 0 }
        return Schema.rowID(
            epoch: current.ordinal - 1,
            stream: stream.rawValue,
            offset: Schema.offsetLimit - 1
        )
    }

    /// Whether rows are being taken over: what comes after them must stay until it is folded.
    var isTakingBaseline: Bool { rebuild?.isHeld == true }

    /// Whether every event that is kept here is either folded in a baseline or comes after all that is.
    private func joins(_ stream: FieldModel.Stream, _ through: [Epoch: UInt64]) throws(JournalError) -> Bool {
        guard try areKnown(through.keys, stream) else { return false }
        for state in epochs {
            let (next, limit) = (state[next: stream], through[state.epoch] ?? 0)
            let isFolded = state[delivered: stream].missing(in: 0..<min(next, limit), limit: 1).isEmpty
            guard isFolded else { return false }
            guard state.ordinal == current.ordinal else {
                guard next <= limit else { return false }
                continue
            }
            guard limit <= next, next - limit <= Self.joinLimit else { return false }
            var isWhole = true
            _ = try events(state, stream, limit..<next) { _, _ in
                isWhole = false
            } _: { _ in
                isWhole
            }
            // Lost, or retired since the coordinator told how far it came.
            guard isWhole, try gaps(state, stream, touching: limit..<next).isEmpty else { return false }
        }
        return true
    }

    /// Whether epochs are those of this journal. Nobody here knows how far another one came, and from then on a person decides.
    private func areKnown(
        _ others: some Sequence<Epoch>,
        _ stream: FieldModel.Stream
    ) throws(JournalError) -> Bool {
        let known = Set(epochs.map(\.epoch))
        guard !endUnknown.contains(stream), !others.allSatisfy(known.contains) else { return true }
        endUnknown.insert(stream)
        do throws(JournalError) {
            try commit { () throws(JournalError) in try saveProjectionState() }
        } catch {
            endUnknown.remove(stream)
            throw error
        }
        return false
    }

    /// Writes some rows of a baseline.
    func takeBaseline(_ rows: ArraySlice<BaselineRow>, stamp: Int64) throws(JournalError) {
        try commit { () throws(JournalError) in
            for row in rows {
                try store(
                    Seal.Projection(name: row.name, stamp: stamp, state: row.state),
                    seal.hide(row.name)
                )
            }
        }
    }

    /// Every row of the baseline is written: others of the stream are none, and events after it are folded.
    func endBaseline(_ stream: FieldModel.Stream, _ rows: [BaselineRow]) throws(JournalError) {
        let hidden = Set(rows.map { seal.hide($0.name) })
        let before = (absentUnknown, endUnknown, metUnknown)
        absentUnknown.remove(stream)
        endUnknown.remove(stream)
        metUnknown.remove(stream)
        do throws(JournalError) {
            try commit { () throws(JournalError) in
                for id in try ids(of: stream, but: hidden) {
                    try storing { () throws(SQLiteError) in
                        try connection.prepare("DELETE FROM projection WHERE id = ?").bind(1, id).run()
                    }
                }
                try saveProjectionState()
            }
        } catch {
            (absentUnknown, endUnknown, metUnknown) = before
            throw error
        }
        releaseBaseline()
    }

    /// Goes on without what did not come: rows that were written are right, the others stay unknown.
    func releaseBaseline() {
        forgetCache()
        rebuild?.isHeld = false
    }

    /// Ids of a stream's stored rows whose names are not among `known`. Rows that do not authenticate have no name.
    private func ids(
        of stream: FieldModel.Stream,
        but known: Set<[UInt8]>
    ) throws(JournalError) -> [Int64] {
        var ids: [Int64] = []
        let statement = try storing { () throws(SQLiteError) in
            try connection.prepare("SELECT id, rest, sealed FROM projection")
        }
        defer { statement.reset() }
        while try storing({ () throws(SQLiteError) in try statement.step() }) {
            let id = statement.int(0)
            let name = Schema.hiddenName(id: id, rest: statement.blob(1))
            guard !known.contains(name), let stored = seal.openProjection(statement.blob(2), name),
                projector.stream(stored.name) == stream
            else { continue }
            ids.append(id)
        }
        return ids
    }
}
