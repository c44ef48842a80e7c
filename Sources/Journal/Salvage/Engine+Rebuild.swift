import FieldModel
import Store
import Wire

/// How far the events that are kept have been folded again.
struct Rebuild {
    /// Streams whose events make projections that matter after a loss; the others have none, or the next event brings them.
    static let streams: [FieldModel.Stream] = [.alarm, .patients, .stock, .node]
    /// Those whose rows need every event; of the others only the newest counts.
    static let kept: [FieldModel.Stream] = [.patients, .stock]
    /// Index of the epoch and offset, by stream.
    var places = [(epoch: Int, offset: UInt64)](repeating: (0, 0), count: Self.streams.count)
    /// Rows are being taken over from elsewhere; folding waits for them.
    var isHeld = false
}

/// Projections after a loss: unknown, until everything that is kept has been folded into what was carried over.
///
/// Every row says which event was the last that it took, so folding again takes none twice.
extension Engine {
    private static let projectionSetting = "projections"
    private static let eventsPerStep = 1_000

    /// Bits of the setting.
    private static let isRebuilding: UInt8 = 1
    /// Written by earlier versions, for both streams.
    private static let isAbsentUnknown: UInt8 = 2
    private static let absentBits: [FieldModel.Stream: UInt8] = [.patients: 4, .stock: 8]
    private static let endBits: [FieldModel.Stream: UInt8] = [.patients: 16, .stock: 32]
    private static let retiredBits: [FieldModel.Stream: UInt8] = [.patients: 64, .stock: 128]

    func loadProjectionState() throws(JournalError) {
        var bits: UInt8 = 0
        do throws(JournalError) {
            bits = try setting(Self.projectionSetting)?.first ?? 0
        } catch {
            guard case .damagedRow = error else { throw error }
            bits = Self.isRebuilding | Self.isAbsentUnknown
        }
        absentUnknown = Set(
            Rebuild.kept.filter { bits & (Self.absentBits[$0] ?? 0 | Self.isAbsentUnknown) != 0 }
        )
        endUnknown = Set(Rebuild.kept.filter { bits & (Self.endBits[$0] ?? 0) != 0 })
        retiredUnfolded = Set(Rebuild.kept.filter { bits & (Self.retiredBits[$0] ?? 0) != 0 })
        if bits & Self.isRebuilding != 0 { rebuild = Rebuild() }
    }

    /// Begins to fold again, in the present transaction.
    func beginRebuild() throws(JournalError) {
        rebuild = Rebuild()
        try saveProjectionState()
    }

    func saveProjectionState() throws(JournalError) {
        var bits = rebuild == nil ? 0 : Self.isRebuilding
        for stream in absentUnknown { bits |= Self.absentBits[stream] ?? 0 }
        for stream in endUnknown { bits |= Self.endBits[stream] ?? 0 }
        for stream in retiredUnfolded { bits |= Self.retiredBits[stream] ?? 0 }
        try saveSetting(Self.projectionSetting, [bits])
    }

    /// Makes every row unknown that may lack an event, in the present transaction: those of a stream that lost events
    /// after the last one that the row took. What is in memory of them is no longer true.
    func forget(after lost: [FieldModel.Stream: Int64]) throws(JournalError) {
        guard !lost.isEmpty else { return }
        try saveProjections()
        for var row in try storedProjections(passingDamaged: true) where row.name != Self.newestRow {
            let stream = Stream(rawValue: UInt8(truncatingIfNeeded: row.stamp >> Schema.offsetBits & 15))
            // A row of schema 1 says nothing of its events.
            guard let limit = stream.map({ lost[$0] }) ?? .max, row.stamp < limit else { continue }
            row.state = StoredState.unknown.bytes
            try store(row, seal.hide(row.name))
        }
        absentUnknown.formUnion(Rebuild.kept.filter { lost[$0] != nil })
        try saveProjectionState()
    }

    /// Whether a range of events holds some that are still to be folded again into rows that need every event.
    func isBeyondRebuild(
        _ state: EpochState,
        _ stream: FieldModel.Stream,
        _ range: Range<UInt64>
    ) -> Bool {
        guard let job = rebuild, Rebuild.kept.contains(stream),
            let place = Rebuild.streams.firstIndex(of: stream).map({ job.places[$0] }),
            let index = epochs.firstIndex(where: { $0.ordinal == state.ordinal })
        else { return false }
        return index > place.epoch || index == place.epoch && range.upperBound > place.offset
    }

    /// Folds for a moment.
    func rebuildStep() throws(JournalError) {
        guard salvage == nil, var job = rebuild, !job.isHeld else { return }
        let before = newest
        do throws(JournalError) {
            try commit { () throws(JournalError) in
                var budget = Self.eventsPerStep
                for index in Rebuild.streams.indices where budget > 0 {
                    try fold(Rebuild.streams[index], from: &job.places[index], &budget)
                }
                rebuild = budget > 0 ? nil : job
                try saveProjections()
                if rebuild == nil { try saveProjectionState() }
            }
        } catch {
            rebuild = job
            newest = before
            projections.discard()
            throw error
        }
        settleProjections()
    }

    private func fold(
        _ stream: FieldModel.Stream,
        from place: inout (epoch: Int, offset: UInt64),
        _ budget: inout Int
    ) throws(JournalError) {
        while budget > 0, place.epoch < epochs.count {
            let state = epochs[place.epoch]
            if place.offset < state[next: stream] {
                var left = budget
                place.offset = try events(state, stream, place.offset..<state[next: stream]) { _, _ in
                } _: { stored throws(JournalError) in
                    try refold(stored, state.ordinal)
                    left -= 1
                    return left > 0
                }
                budget = left
            } else if place.epoch + 1 < epochs.count {
                place = (place.epoch + 1, 0)
            } else {
                return
            }
        }
    }

    /// Folds a stored event unless its row has it already. A row of which later events are lost becomes unknown:
    /// `unknownBelow` is the id behind the last of them.
    func refold(
        _ stored: StoredEvent,
        _ ordinal: Int,
        unknownBelow limit: Int64 = 0
    ) throws(JournalError) {
        // An event of a kind that this version does not know is not folded.
        guard let event = try? Event(canonicalBytes: stored.bytes) else { return }
        let identity = stored.identity
        newest.note(event.body, epoch: ordinal, offset: identity.offset)
        let stamp = Schema.rowID(epoch: ordinal, stream: identity.stream.rawValue, offset: identity.offset)
        let recorded = RecordedEvent(identity: identity, event: event)
        guard let name = projector.name(event) else { return }
        do throws(JournalError) {
            guard try row(name).stamp < stamp else { return }
        } catch {
            guard case .damagedRow = error else { throw error }
        }
        _ = try change(name, stamp: stamp) { state in
            if state == nil, isAbsentUnknown(name) { state = StoredState.unknown }
            if stamp < limit || !projector.fold(recorded, name, &state) { state = StoredState.unknown }
            return true
        }
    }

    /// Takes a row over from a journal that was set aside, unless a later one of the same name is here.
    func keep(projection stored: Seal.Projection) throws(JournalError) {
        guard stored.stamp > 0, stored.name != Self.newestRow else { return }
        let hidden = seal.hide(stored.name)
        if let present = try sealedProjection(hidden).flatMap({ seal.openProjection($0, hidden) }),
            present.stamp >= stored.stamp
        {
            return
        }
        try store(stored, hidden)
    }
}
