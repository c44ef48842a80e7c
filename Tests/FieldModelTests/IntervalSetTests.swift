import FieldModel
import TestKit
import Testing

struct IntervalSetTests {
    @Test(arguments: 0..<40 as Range<UInt64>)
    func `random inserts agree with a plain set of offsets`(seed: UInt64) {
        var random = SplitMix(seed)
        var set = IntervalSet()
        var model: Set<UInt64> = []
        for _ in 0..<120 {
            let start = UInt64.random(in: 0..<300, using: &random)
            let range = start..<start + UInt64.random(in: 0...12, using: &random)
            set.insert(range)
            model.formUnion(range)
            #expect(set.count == UInt64(model.count))
        }
        #expect((0..<320 as Range<UInt64>).allSatisfy { set.contains($0) == model.contains($0) })
        #expect(set.firstMissing == (0...).first { !model.contains(UInt64($0)) }.map(UInt64.init))
        for (low, high) in zip(set.ranges, set.ranges.dropFirst()) {
            #expect(low.upperBound < high.lowerBound)
        }
        let missing = set.missing(in: 20..<280).flatMap { Array($0) }
        #expect(missing == (20..<280).filter { !model.contains($0) })
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `a union is the same in either order`(seed: UInt64) {
        var random = SplitMix(seed)
        var sets = [IntervalSet(), IntervalSet()]
        for index in 0..<60 {
            let start = UInt64.random(in: 0..<500, using: &random)
            sets[index % 2].insert(start..<start + UInt64.random(in: 1...9, using: &random))
        }
        #expect(sets[0].union(sets[1]) == sets[1].union(sets[0]))
        #expect(sets[0].union(sets[0]) == sets[0])
    }

    @Test func `neighbours melt and an empty range changes nothing`() {
        var set = IntervalSet([0..<3, 5..<7])
        set.insert(3..<5)
        set.insert(9..<9)
        #expect(set.ranges == [0..<7])
    }

    @Test func `missing parts stop at the limit`() {
        let set = IntervalSet([2..<3, 5..<6, 8..<9])
        #expect(set.missing(in: 0..<10, limit: 2) == [0..<2, 3..<5])
    }
}
