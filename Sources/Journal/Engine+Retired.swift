import FieldModel
import Store

/// How records of gaps give way to each other.
extension Engine {
    /// How far before what is retired now thinned records are looked for.
    private static let meltReach: UInt64 = 64 * gapLimit

    /// Writes the record of what is retired, in the present transaction.
    ///
    /// Thinned records in the range, and delivered ones right before it, melt into it; what was lost stays lost.
    func retireGaps(
        _ index: Int,
        _ stream: FieldModel.Stream,
        _ offsets: Range<UInt64>
    ) throws(JournalError) {
        let range = meltingStart(epochs[index], stream, offsets.lowerBound)..<offsets.upperBound
        for piece in try clear(index, stream, range, of: [.thinned]) {
            try writeGap(index, stream, piece, .retired)
        }
    }

    /// Where the records begin that have neither rows left nor anything to tell.
    private func meltingStart(
        _ state: EpochState,
        _ stream: FieldModel.Stream,
        _ first: UInt64
    ) -> UInt64 {
        let lowest = first - min(first, Self.meltReach)
        let start = max(
            Self.start(of: state[gaps: stream], endingAt: first),
            Self.start(of: state[delivered: stream], endingAt: first)
        )
        return max(start, lowest)
    }

    /// Where the run of a set begins that holds everything up to an offset; the offset itself when there is none.
    private static func start(of set: IntervalSet, endingAt offset: UInt64) -> UInt64 {
        set.ranges.last { $0.lowerBound < offset && $0.upperBound >= offset }?.lowerBound ?? offset
    }

    /// Takes records with these reasons out of a range, keeping what lies outside of it, and returns the parts of the
    /// range that no other record holds.
    func clear(
        _ index: Int,
        _ stream: FieldModel.Stream,
        _ range: Range<UInt64>,
        of reasons: Set<Gap.Reason>
    ) throws(JournalError) -> [Range<UInt64>] {
        var others = IntervalSet()
        for record in try gaps(epochs[index], stream, touching: range) where record.offsets.overlaps(range) {
            guard reasons.contains(record.reason) else {
                others.insert(record.offsets)
                continue
            }
            try deleteGap(epochs[index], stream, record.first)
            for rest in [
                record.first..<max(range.lowerBound, record.first),
                min(range.upperBound, record.offsets.upperBound)..<record.offsets.upperBound,
            ] {
                guard let slice = record.slice(rest) else { continue }
                try writeGap(index, stream, slice.offsets, slice.reason, kept: slice.kept)
            }
        }
        return others.missing(in: range)
    }

    /// How many offsets are gone, by stream and reason. Reads every record once, and again only after one changed.
    func gapTotals() throws(JournalError) -> [StorageStatus.GapTotal] {
        if let knownTotals { return knownTotals }
        var totals: [StorageStatus.GapTotal] = []
        for stream in Stream.allCases {
            var counts: [Gap.Reason: UInt64] = [:]
            for state in epochs where !state[gaps: stream].isEmpty {
                for gap in try gaps(state, stream, touching: 0..<state[next: stream]) {
                    counts[gap.reason, default: 0] += gap.coveredCount
                }
            }
            for (reason, count) in counts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where count > 0 {
                totals.append(.init(stream: stream, reason: reason, offsets: count))
            }
        }
        knownTotals = totals
        return totals
    }
}

extension Gap {
    var offsets: Range<UInt64> { first..<first + count }

    /// How many offsets no longer exist.
    var coveredCount: UInt64 { count - UInt64(kept.reduce(0) { $0 + $1.nonzeroBitCount }) }

    /// The part of a record that lies in a range; `nil` when it says nothing there.
    func slice(_ range: Range<UInt64>) -> Gap? {
        guard range.overlaps(offsets) else { return nil }
        let part = range.clamped(to: offsets)
        guard !kept.isEmpty else {
            return Gap(
                stream: stream,
                epoch: epoch,
                first: part.lowerBound,
                count: UInt64(part.count),
                reason: reason
            )
        }
        var bits = Bitmap(count: part.count)
        for offset in part where !covers(offset) { bits.set(Int(offset - part.lowerBound)) }
        guard !bits.isFull else { return nil }
        let isEmpty = bits.ones == 0
        return Gap(
            stream: stream,
            epoch: epoch,
            first: part.lowerBound,
            count: UInt64(part.count),
            reason: reason,
            kept: isEmpty ? [] : bits.bytes
        )
    }
}

/// One bit an offset, least significant first.
struct Bitmap {
    let count: Int
    private(set) var bytes: [UInt8]
    private(set) var ones = 0

    init(count: Int) {
        self.count = count
        bytes = [UInt8](repeating: 0, count: (count + 7) / 8)
    }

    var isFull: Bool { ones == count }

    mutating func set(_ index: Int) {
        if bytes[index / 8] & (1 << UInt8(index % 8)) == 0 { ones += 1 }
        bytes[index / 8] |= 1 << UInt8(index % 8)
    }
}
