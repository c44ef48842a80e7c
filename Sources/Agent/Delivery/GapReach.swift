import FieldModel
import Journal

/// Which records of gaps go along with a bundle's history.
///
/// What was kept of a thinned span goes first or together with the span's record, so that what is delivered stays a few long
/// runs of offsets and never becomes thousands of single ones.
struct GapReach {
    /// Runs of offsets that the records of one bundle may have: a coordinator takes 65,536.
    private static let runs = 16_384

    /// The last offset of history in the bundle; streams that have none left are not here.
    private var last: [FieldModel.Stream: EventIdentity] = [:]
    private var asked: Set<FieldModel.Stream> = []

    /// Takes in what the journal had of a stream.
    mutating func note(_ stream: FieldModel.Stream, _ events: [StoredEvent]) {
        asked.insert(stream)
        last[stream] = events.last?.identity
    }

    /// The records that go, at least one if any may; a quarter of the bundle is for them.
    func within(_ gaps: [Gap], bytes: Int) -> [Gap] {
        var result: [Gap] = []
        var (left, runs) = (bytes / 4, Self.runs)
        for gap in gaps where isReached(gap) {
            left -= gap.kept.count + 24
            runs -= gap.runs
            guard result.isEmpty || (left > 0 && runs > 0) else { break }
            result.append(gap)
        }
        return result
    }

    private func isReached(_ gap: Gap) -> Bool {
        if gap.kept.isEmpty { return true }
        guard let last = last[gap.stream] else { return asked.contains(gap.stream) }
        return (gap.epoch, gap.first) <= (last.epoch, last.offset)
    }
}

extension Gap {
    /// How many runs of kept offsets the record has, at most one for each two bits.
    fileprivate var runs: Int {
        var (runs, before) = (1, UInt8(0))
        for byte in kept {
            runs += (byte & ~(byte << 1 | before)).nonzeroBitCount
            before = byte >> 7
        }
        return runs
    }
}
