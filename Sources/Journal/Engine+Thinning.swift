import FieldModel
import Store
import Wire

/// Undelivered routine, thinned in spans: oldest first, and coarser only when everything older is as coarse already.
extension Engine {
    static let thinningSetting = "thinning"

    /// Rows of one span at most.
    private static let spanRows = 512

    /// The newest offsets of a stream, which stay as they are, and how long a span is at least while more is to come.
    private static func edge(_ stream: FieldModel.Stream) -> (stays: UInt64, least: UInt64) {
        switch stream {
        case .track: (512, 1_024)
        case .climate: (128, 512)
        default: (288, 64)
        }
    }

    private struct Span {
        var index: Int
        var stream: FieldModel.Stream
        var offsets: Range<UInt64>
        var age: (Int, UInt32, UInt64)
    }

    /// Thins the oldest span of the lowest level that has one; returns whether there was any.
    func thinOldest() throws(JournalError) -> Bool {
        for level in 1...SpanThinning.levels {
            var oldest: Span?
            for stream in Self.routine where level <= SpanThinning.levels(of: stream) {
                guard let span = try nextSpan(stream, level) else { continue }
                if let best = oldest, best.age <= span.age { continue }
                oldest = span
            }
            guard let oldest else { continue }
            try thin(oldest, level)
            return true
        }
        return false
    }

    /// The next rows of a stream that were never thinned at this level.
    private func nextSpan(_ stream: FieldModel.Stream, _ level: Int) throws(JournalError) -> Span? {
        let cursor = thinning[stream, level]
        for index in epochs.indices where epochs[index].ordinal >= cursor.epoch {
            let state = epochs[index]
            let isLast = !epochs[(index + 1)...].contains { $0[next: stream] > 0 }
            let edge = isLast ? Self.edge(stream) : (stays: 0, least: 1)
            let end = state[next: stream] - min(edge.stays, state[next: stream])
            let limit = min(end, finerEnd(state, stream, level))
            var start = state.ordinal == cursor.epoch ? cursor.offset : 0
            while start < limit,
                let hole = state[delivered: stream].missing(in: start..<limit, limit: 1).first
            {
                let range = try spanRows(state, stream, hole)
                if range.isEmpty {
                    start = hole.upperBound
                    continue
                }
                // More is to come right behind it, and longer spans lose less.
                if range.upperBound + edge.stays >= end, UInt64(range.count) < edge.least { break }
                let instant = try instant(state, stream, range)
                return Span(
                    index: index,
                    stream: stream,
                    offsets: range,
                    age: (state.ordinal, instant?.boot ?? 0, instant?.milliseconds ?? 0)
                )
            }
        }
        return nil
    }

    /// Up to where a stream was thinned at the level before, beyond which this one may not go.
    private func finerEnd(_ state: EpochState, _ stream: FieldModel.Stream, _ level: Int) -> UInt64 {
        guard level > 1 else { return .max }
        let finer = thinning[stream, level - 1]
        return state.ordinal < finer.epoch ? .max : state.ordinal == finer.epoch ? finer.offset : 0
    }

    /// The first rows of a range, as far as they are one span: no longer than a record, with nothing lost or retired
    /// between them.
    private func spanRows(
        _ state: EpochState,
        _ stream: FieldModel.Stream,
        _ hole: Range<UInt64>
    ) throws(JournalError) -> Range<UInt64> {
        let rows = try extents(state, stream, hole, limit: Self.spanRows)
        guard let first = rows.first, first.upperBound <= hole.upperBound else {
            // A row that reaches out of the range is passed over.
            return hole.upperBound..<hole.upperBound
        }
        let reach = min(first.lowerBound + Self.gapLimit, hole.upperBound)
        let whole = first.lowerBound..<reach
        let barrier = try gaps(state, stream, touching: whole)
            .first { $0.reason != .thinned && $0.offsets.upperBound > whole.lowerBound }?.first
        let end = rows.last { $0.upperBound <= min(reach, barrier ?? reach) }?.upperBound
        return first.lowerBound..<max(end ?? first.lowerBound, first.lowerBound)
    }

    /// Reads a span, chooses, and writes what stays as fewer rows with one record for the rest.
    private func thin(_ span: Span, _ level: Int) throws(JournalError) {
        let state = epochs[span.index]
        let stream = span.stream
        var end = span.offsets.upperBound
        var stored: [StoredEvent] = []
        _ = try events(state, stream, span.offsets) { fault, _ in
            end = min(end, fault.lowerBound)
        } _: { event in
            guard event.identity.offset < end else { return false }
            stored.append(event)
            return true
        }
        // What cannot be read stays where it is, and the next span begins behind it.
        let range = span.offsets.lowerBound..<max(end, span.offsets.lowerBound)
        let isWhole = end == span.offsets.upperBound
        let rows =
            isWhole ? [] : try extents(state, stream, range.upperBound..<span.offsets.upperBound, limit: 1)
        let cursor = rows.first?.upperBound ?? span.offsets.upperBound

        let kept = SpanThinning.kept(stored.map { Self.thinnable($0) }, stream, level: level)
        let staying = zip(stored, kept).filter(\.1).map(\.0)
        var cursors = thinning
        cursors[stream, level] = .init(epoch: state.ordinal, offset: max(cursor, range.upperBound))
        do throws(JournalError) {
            try commit { () throws(JournalError) in
                if staying.count < stored.count { try rewrite(span.index, stream, range, staying) }
                try saveSetting(Self.thinningSetting, cursors.encoded)
            }
        } catch {
            epochs[span.index] = state
            throw error
        }
        thinning = cursors
    }

    private static func thinnable(_ stored: StoredEvent) -> SpanEvent {
        // One that cannot be parsed was written by a newer version, and stays.
        SpanEvent(offset: stored.identity.offset, event: try? Event(canonicalBytes: stored.bytes))
    }

    /// Puts what stays of a span in place of its rows, in the present transaction.
    private func rewrite(
        _ index: Int,
        _ stream: FieldModel.Stream,
        _ range: Range<UInt64>,
        _ staying: [StoredEvent]
    ) throws(JournalError) {
        let state = epochs[index]
        try deleteRows(state, stream, range)
        var bits = Bitmap(count: range.count)
        var run: EventRun?
        for event in staying {
            let offset = event.identity.offset
            bits.set(Int(offset - range.lowerBound))
            if run?.append(event.bytes, at: offset) == true { continue }
            if let run { try insert(run, stream, state) }
            run = EventRun(first: offset, of: stream)
            _ = run?.append(event.bytes)
        }
        if let run { try insert(run, stream, state) }
        _ = try clear(index, stream, range, of: [.thinned])
        try writeGap(index, stream, range, .thinned, kept: bits.ones == 0 ? [] : bits.bytes)
    }
}
