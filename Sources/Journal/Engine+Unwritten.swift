import FieldModel
import Store
import Wire

/// Rows are written a while after the events that were folded into them, many events at once. What came after that is
/// folded again when the journal is opened, so the rows in memory are always those of the events on the disk.
extension Engine {
    static let foldedSetting = "folded"
    /// After so many events rows are written: what opening folds again, but for the events of one batch.
    static let foldLimit = 2_000
    /// Beyond so many events some other program wrote here, and they are folded in the background.
    private static let openingLimit = 8 * foldLimit

    /// After so many rows they are written: what waits in memory, and what a part of the log must hold.
    private var rowLimit: Int { Int(min(max(settings.logLimit / 4_096, 16), 1_024)) }

    /// Whether the present batch must bring the rows with it.
    ///
    /// Where room is short they wait longer, and leave it to the events.
    func areRowsDue(isRoomShort: Bool) -> Bool {
        let factor = isRoomShort ? 4 : 1
        // While rows are unknown none waits, and only the places of the newest snapshots are written.
        return areProjectionsUnknown || eventsSinceRows >= Self.foldLimit * factor
            || projections.unwrittenCount >= rowLimit * factor
    }

    /// Writes every row that waits and how far events are folded, in the present transaction.
    func saveProjections() throws(JournalError) {
        let places = newest.encoded
        if try (present(Self.newestRow)?.encoded() ?? []) != places {
            _ = try change(Self.newestRow) { state in
                state = StoredState(places)
                return true
            }
        }
        for row in projections.unwritten {
            try store(
                Seal.Projection(name: row.name, stamp: row.stamp, state: row.state?.encoded() ?? []),
                row.hidden
            )
        }
        var plain: [UInt8] = []
        for stream in Rebuild.streams {
            plain.append(stream.rawValue)
            plain.append(bigEndian: UInt64(current.ordinal))
            plain.append(bigEndian: current[next: stream])
        }
        try saveSetting(Self.foldedSetting, plain)
    }

    /// The rows that `saveProjections` wrote are durable.
    func settleProjections() {
        projections.settle(areWritten: true)
        eventsSinceRows = 0
        rowsReach = epochs.isEmpty ? (0, rowsReach.next) : (current.ordinal, current.next)
    }

    /// Rows were written past those in memory.
    func forgetCache() {
        projections = ProjectionCache()
        settleProjections()
    }

    /// Writes what waits in a transaction of its own.
    func writeProjections() throws(JournalError) {
        do throws(JournalError) {
            try commit { () throws(JournalError) in try saveProjections() }
        } catch {
            projections.discard()
            throw error
        }
        settleProjections()
    }

    /// Whether a range of events holds some that were not folded into the rows as they are written.
    func isBeyondRows(_ state: EpochState, _ stream: FieldModel.Stream, _ range: Range<UInt64>) -> Bool {
        guard Rebuild.streams.contains(stream), eventsSinceRows > 0 else { return false }
        guard state.ordinal == rowsReach.ordinal else { return state.ordinal > rowsReach.ordinal }
        return range.upperBound > rowsReach.next[Int(stream.rawValue) - 1]
    }

    /// Folds what came after the rows were written, before anyone asks for them.
    func foldUnwritten() throws(JournalError) {
        guard !areProjectionsUnknown else { return }
        let places: [FieldModel.Stream: (ordinal: Int, offset: UInt64)]
        do throws(JournalError) {
            // A journal of before rows could wait has them all.
            guard let plain = try setting(Self.foldedSetting) else { return try writeProjections() }
            places = Self.places(plain)
        } catch {
            guard case .damagedRow = error else { throw error }
            return try commit { () throws(JournalError) in try beginRebuild() }
        }
        var found: [(stored: StoredEvent, ordinal: Int)] = []
        var lost: [FieldModel.Stream: Int64] = [:]
        for stream in Rebuild.streams {
            let place = places[stream] ?? (0, 0)
            for state in epochs where state.ordinal >= place.ordinal {
                let first = state.ordinal == place.ordinal ? place.offset : 0
                guard first < state[next: stream] else { continue }
                let range = first..<state[next: stream]
                guard range.count + found.count <= Self.openingLimit else {
                    return try commit { () throws(JournalError) in try beginRebuild() }
                }
                if let end = try read(state, stream, range, into: &found) {
                    lost[stream] = Schema.rowID(
                        epoch: state.ordinal,
                        stream: stream.rawValue,
                        offset: end
                    )
                }
            }
        }
        eventsSinceRows = found.count
        // Streams that lost nothing come first: what is absent of them is not there.
        try refold(found.filter { lost[$0.stored.identity.stream] == nil }, lost)
        guard !lost.isEmpty else { return projections.settle(areWritten: false) }
        try commit { () throws(JournalError) in
            try forget(after: lost)
            projections = ProjectionCache()
            try refold(found.filter { lost[$0.stored.identity.stream] != nil }, lost)
            try saveProjections()
        }
        settleProjections()
    }

    private func refold(
        _ found: [(stored: StoredEvent, ordinal: Int)],
        _ lost: [FieldModel.Stream: Int64]
    ) throws(JournalError) {
        for (stored, ordinal) in found {
            try refold(stored, ordinal, unknownBelow: lost[stored.identity.stream] ?? 0)
        }
    }

    /// Reads the events of a range; returns the end of the last ones that are lost, if any are.
    private func read(
        _ state: EpochState,
        _ stream: FieldModel.Stream,
        _ range: Range<UInt64>,
        into found: inout [(stored: StoredEvent, ordinal: Int)]
    ) throws(JournalError) -> UInt64? {
        var end: UInt64?
        _ = try events(state, stream, range) { offsets, _ in
            end = max(end ?? 0, offsets.upperBound)
        } _: { stored in
            found.append((stored, state.ordinal))
            return true
        }
        for gap in try gaps(state, stream, touching: range) where gap.reason == .lost {
            let offsets = gap.first..<gap.first + gap.count
            if offsets.overlaps(range) { end = max(end ?? 0, offsets.upperBound) }
        }
        return end
    }

    /// Up to where events are folded, by stream: stream (1) | epoch ordinal (8) | offset (8) each.
    private static func places(_ plain: [UInt8]) -> [FieldModel.Stream: (ordinal: Int, offset: UInt64)] {
        var places: [FieldModel.Stream: (ordinal: Int, offset: UInt64)] = [:]
        for start in stride(from: 0, to: plain.count - 16, by: 17) {
            guard let stream = Stream(rawValue: plain[start]) else { continue }
            places[stream] = (
                Int(clamping: plain.bigEndian(at: start + 1)), plain.bigEndian(at: start + 9)
            )
        }
        return places
    }
}
