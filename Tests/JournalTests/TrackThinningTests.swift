import FieldModel
import Journal
import Testing

@Suite struct TrackThinningTests {
    @Test(arguments: TrackThinning.tolerances)
    func `no fix that goes was farther from the line than the tolerance`(tolerance: Double) {
        for seed in 0..<40 as Range<UInt64> {
            for span in [TrackSpan.drive(1_500, seed: seed), TrackSpan.walk(400, seed: seed)] {
                let left = TrackSpan.keeping(span, TrackThinning(tolerance: tolerance).kept(span))
                #expect(TrackSpan.deviation(of: span, from: left) <= tolerance, "seed \(seed)")
            }
        }
    }

    @Test func `thinning level by level keeps each bound against what was recorded`() {
        for seed in 0..<30 as Range<UInt64> {
            for span in [TrackSpan.drive(1_500, seed: seed), TrackSpan.walk(400, seed: seed)] {
                var left = span
                var spent = 0.0
                for tolerance in TrackThinning.tolerances {
                    left = TrackSpan.keeping(
                        left,
                        TrackThinning(tolerance: tolerance, spent: spent).kept(left)
                    )
                    #expect(TrackSpan.deviation(of: span, from: left) <= tolerance, "seed \(seed)")
                    spent = tolerance
                }
            }
        }
    }

    @Test func `thinning again at the same tolerance keeps the bound`() {
        for seed in 0..<20 as Range<UInt64> {
            let span = TrackSpan.drive(1_000, seed: seed)
            let once = TrackSpan.keeping(span, TrackThinning(tolerance: 15).kept(span))
            let again = TrackSpan.keeping(once, TrackThinning(tolerance: 15, spent: 15).kept(once))
            #expect(TrackSpan.deviation(of: span, from: again) <= 15)
            #expect(again.count >= once.count - 1)
        }
    }

    @Test func `a coarser level lets go of more`() {
        let span = TrackSpan.drive(4_000, seed: 3)
        let fine = TrackSpan.keeping(span, TrackThinning(tolerance: 15).kept(span))
        let coarse = TrackSpan.keeping(fine, TrackThinning(tolerance: 60, spent: 15).kept(fine))
        #expect(fine.count < span.count / 5)
        #expect(Double(coarse.count) < 0.8 * Double(fine.count))
    }

    @Test func `a straight road at one speed leaves its ends`() throws {
        let events = try (0..<600).map { second in
            TrackSpan.event(
                try #require(TrackSpan.fix(59 + Double(second) * 2e-4, 18)),
                at: UInt64(second) * 1_000
            )
        }
        let kept = TrackThinning().kept(TrackSpan.numbered(events))
        #expect(kept.indices.filter { kept[$0] } == [0, 599])
    }

    @Test func `a stop keeps its beginning and its end`() throws {
        var metres = 0.0
        let events = try (0..<300).map { second in
            let speed = (100..<200).contains(second) ? 0.0 : 0.9 * (second < 100 ? 1 : 2)
            metres += speed
            let fix = try #require(TrackSpan.fix(59 + metres / 111_400, 18, speed: speed))
            return TrackSpan.event(fix, at: UInt64(second) * 1_000)
        }
        let span = TrackSpan.numbered(events)
        let kept = TrackThinning(tolerance: 250).kept(span)
        #expect(kept[100] && kept[199] && kept[200])
        #expect(kept.count(where: { $0 }) <= 6)
        let left = TrackSpan.keeping(span, kept)
        #expect(TrackThinning(tolerance: 1_000).kept(left).allSatisfy { $0 })
    }

    @Test(arguments: 0..<10)
    func `both sides of a change stay`(kind: Int) throws {
        let base = try #require(TrackSpan.fix(59, 18))
        var events = (0..<100).map { TrackSpan.event(base, at: UInt64($0) * 1_000) }
        for index in 50..<100 {
            var (fix, event) = (base, events[index])
            switch kind {
            case 0: fix.source = .held
            case 1: fix.integrity = .suspect
            case 2: fix.jamming = .critical
            case 3: fix.spoofing = .warning
            case 4: event.label = .severe
            case 5: event.isExercise = true
            case 6: event.instant = BootInstant(boot: 2, milliseconds: UInt64(index))
            case 7: event.instant = BootInstant(boot: 1, milliseconds: UInt64(index) * 1_000 + 29_100)
            case 8: event.instant = BootInstant(boot: 1, milliseconds: UInt64(index) * 1_000 - 1_000)
            default:
                event.corrects = .init(node: NodeID(1), epoch: Epoch(rawValue: 1), stream: .track, offset: 1)
            }
            event.body = .fix(fix)
            events[index] = event
        }
        let kept = TrackThinning(tolerance: 250).kept(TrackSpan.numbered(events))
        #expect(kept.indices.filter { kept[$0] } == [0, 49, 50, 99])
    }

    @Test func `a step that thinning made long is no gap in the record`() throws {
        let base = try #require(TrackSpan.fix(59, 18))
        let sparse = (0..<20).map {
            SpanEvent(offset: $0 * 60, event: TrackSpan.event(base, at: $0 * 60_000))
        }
        let kept = TrackThinning().kept(sparse)
        #expect(kept.indices.filter { kept[$0] } == [0, 19])
        let recorded = TrackThinning().kept(TrackSpan.numbered(sparse.compactMap(\.event)))
        #expect(recorded.allSatisfy { $0 })
    }

    @Test func `two receivers are two tracks`() throws {
        let other = try #require(SourceID(rawValue: "gnss2"))
        let near = try #require(TrackSpan.fix(59, 18))
        let far = try #require(TrackSpan.fix(59.01, 18))
        let events = (0..<200).map { index in
            let isOther = index % 2 == 1
            return TrackSpan.event(
                isOther ? far : near,
                at: UInt64(index) * 500,
                source: isOther ? other : TrackSpan.receiver
            )
        }
        let kept = TrackThinning().kept(TrackSpan.numbered(events))
        #expect(kept.indices.filter { kept[$0] } == [0, 1, 198, 199])
    }

    @Test func `what cannot be read and what is no fix stays`() throws {
        let base = try #require(TrackSpan.fix(59, 18))
        var span = TrackSpan.numbered((0..<10).map { TrackSpan.event(base, at: $0 * 1_000) })
        span[4] = SpanEvent(offset: 104, event: nil)
        span[6] = SpanEvent(
            offset: 106,
            event: Event(instant: BootInstant(boot: 1, milliseconds: 1), source: .agent, body: .unknown)
        )
        let kept = TrackThinning().kept(span)
        #expect(kept.indices.filter { kept[$0] } == [0, 4, 6, 9])
        #expect(TrackThinning().kept([]).isEmpty)
        #expect(TrackThinning().kept([span[0]]) == [true])
    }
}
