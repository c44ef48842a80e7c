import FieldModel
import TestKit
import Testing
import Wire

struct ExchangeCodingTests {
    static let epoch = Epoch(counter: 3, random: 0xFEED)

    @Test func `a boot record comes back as it went`() throws {
        var record = BootRecord(ordinal: 4, bootID: Array(1...16))
        for (index, quality) in ClockQuality.allCases.enumerated() {
            record.add(
                ClockAnchor(
                    bootMilliseconds: UInt64(index) * 1_000,
                    unixMilliseconds: -5 + Int64(index),
                    quality: quality,
                    uncertainty: 40
                )
            )
        }
        let wire = try PBBootRecord(record, epoch: Self.epoch)
        #expect(wire.epoch == Self.epoch.rawValue)
        #expect(try BootRecord(wire) == record)
    }

    @Test func `a boot record without a whole boot id or with too many anchors is refused`() throws {
        var wire = try PBBootRecord(BootRecord(ordinal: 0, bootID: Array(0..<16)), epoch: Self.epoch)
        wire.anchors = Array(repeating: PBAnchor(), count: 9)
        #expect(throws: WireError.outOfRange("anchors")) { try BootRecord(wire) }
        wire.bootID.removeLast()
        #expect(throws: WireError.outOfRange("boot_id")) { try BootRecord(wire) }
    }

    @Test func `a gap comes back as it went`() throws {
        let gap = Gap(
            stream: .track,
            epoch: Self.epoch,
            first: 9,
            count: 17,
            reason: .thinned,
            kept: [1, 0x80, 1]
        )
        #expect(try Gap(PBGap(gap)) == gap)
    }

    @Test(
        arguments: [
            (0, 0, 0, "count"), (1 << 63, 1, 0, "first"), (1, 1 << 63, 0, "count"), (1, .max, 0, "count"),
            (0, 8, 2, "kept"), (0, 1 << 40, 8_193, "kept"),
        ] as [(UInt64, UInt64, Int, String)]
    )
    func `a gap beyond its bounds is refused`(first: UInt64, count: UInt64, kept: Int, field: String) {
        let gap = Gap(
            stream: .track,
            epoch: Self.epoch,
            first: first,
            count: count,
            reason: .lost,
            kept: Array(repeating: 0, count: kept)
        )
        #expect(throws: WireError.outOfRange(field)) { try PBGap(gap) }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `a set of offsets comes back from its pairs`(seed: UInt64) throws {
        var random = SplitMix(seed)
        var set = IntervalSet()
        for _ in 0..<50 {
            let start =
                UInt64.random(in: 0..<1 << 62, using: &random) >> UInt64.random(in: 0..<60, using: &random)
            set.insert(start..<start + UInt64.random(in: 1...90, using: &random))
        }
        #expect(try IntervalSet(pairs: set.pairs) == set)
    }

    @Test(
        arguments: [
            [1], [0, 0], [1 << 63, 1], [0, 1 << 63, 0, 1], [.max, .max], [5, .max], [1, 1, .max, 1],

        ] as [[UInt64]]
    )
    func `pairs beyond their bounds are refused`(pairs: [UInt64]) {
        #expect(throws: WireError.outOfRange("ranges")) { try IntervalSet(pairs: pairs) }
    }

    @Test func `a list of more ranges than any set needs is refused`() {
        #expect(throws: WireError.outOfRange("ranges")) {
            try IntervalSet(pairs: Array(repeating: 1, count: 2 * IntervalSet.maximumRanges + 2))
        }
    }

    @Test func `a set with too many ranges claims its lowest`() throws {
        let set = IntervalSet((0..<5_000 as Range<UInt64>).map { $0 * 2..<$0 * 2 + 1 })
        let claimed = try IntervalSet(pairs: set.pairs)
        #expect(claimed.ranges == Array(set.ranges.prefix(4_096)))
    }
}
