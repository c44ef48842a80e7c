import FieldModel

/// The records that were looked at last, so that a stream with many holes reads each record once.
struct GapWindow {
    var range: Range<UInt64> = 0..<0
    var gaps: [Gap] = []
}

/// What a record of a gap says is kept, and is not there.
extension Engine {
    /// Offsets of a range without events which lie in the extent of some record and of which no record says why: those that
    /// were kept, and those of a record that does not authenticate.
    func unexplained(
        _ state: EpochState,
        _ stream: FieldModel.Stream,
        _ range: Range<UInt64>,
        _ window: inout GapWindow
    ) throws(JournalError) -> [Range<UInt64>] {
        let extents = state[gaps: stream]
        var result: [Range<UInt64>] = []
        for span in extents.ranges.lazy.filter({ $0.overlaps(range) }) {
            let part = span.clamped(to: range)
            if window.range.lowerBound > part.lowerBound || window.range.upperBound < part.upperBound {
                let reach = min(span.upperBound, max(part.upperBound, part.lowerBound &+ Self.gapLimit))
                window.range = part.lowerBound..<reach
                window.gaps = try gaps(state, stream, touching: window.range)
            }
            var next = part.lowerBound
            for gap in window.gaps where gap.offsets.overlaps(part) {
                let inside = gap.offsets.clamped(to: part)
                if next < inside.lowerBound { result.append(next..<inside.lowerBound) }
                next = max(next, inside.upperBound)
                guard !gap.kept.isEmpty else { continue }
                for offset in inside where !gap.covers(offset) {
                    if let last = result.last, last.upperBound == offset {
                        result[result.count - 1] = last.lowerBound..<offset + 1
                    } else {
                        result.append(offset..<offset + 1)
                    }
                }
            }
            if next < part.upperBound { result.append(next..<part.upperBound) }
        }
        return result
    }

    /// Declares offsets lost, in the present transaction, also where a record says that they were kept.
    func lose(_ index: Int, _ stream: FieldModel.Stream, _ range: Range<UInt64>) throws(JournalError) {
        for piece in try clear(index, stream, range, of: [.thinned]) {
            try writeGap(index, stream, piece, .lost)
        }
    }
}
