import FieldModel
import Journal
import TestKit
import Testing

@Suite struct ClimateThinningTests {
    private func sample(_ value: Int64?, at second: UInt64, probe: String = "p1") throws -> Event {
        Event(
            instant: BootInstant(boot: 1, milliseconds: second * 1_000),
            source: try #require(SourceID(rawValue: "modbus")),
            body: .sample(
                Sample(probe: try #require(Token(rawValue: probe)), quantity: .temperature, value: value)
            )
        )
    }

    /// Three probes once a minute, wandering slowly, silent and jumping now and then.
    private func day(_ seed: UInt64) throws -> [SpanEvent] {
        var generator = SplitMix(seed)
        var values: [Int64] = [4_000, 21_000, -18_000]
        var events: [Event] = []
        for minute in 0..<1_440 as Range<UInt64> {
            for probe in values.indices {
                values[probe] += .random(in: -80...80, using: &generator)
                if Int.random(in: 0..<500, using: &generator) == 0 { values[probe] += 3_000 }
                let isSilent = Int.random(in: 0..<300, using: &generator) == 0
                events.append(
                    try sample(
                        isSilent ? nil : values[probe],
                        at: minute * 60 + UInt64(probe),
                        probe: "p\(probe)"
                    )
                )
            }
        }
        return TrackSpan.numbered(events)
    }

    private struct Key: Hashable {
        let probe: Token
        let window: UInt64
    }

    private func extremes(_ span: [SpanEvent], _ window: UInt64) -> [Key: ClosedRange<Int64>] {
        var found: [Key: ClosedRange<Int64>] = [:]
        for element in span {
            guard let event = element.event, case .sample(let sample) = event.body, let value = sample.value
            else { continue }
            let key = Key(probe: sample.probe, window: event.instant.milliseconds / window)
            let old = found[key] ?? value...value
            found[key] = min(old.lowerBound, value)...max(old.upperBound, value)
        }
        return found
    }

    @Test(arguments: ClimateThinning.windows)
    func `every window of every probe keeps its extremes`(window: UInt64) throws {
        for seed in 0..<5 as Range<UInt64> {
            let span = try day(seed)
            let left = TrackSpan.keeping(span, ClimateThinning(window: window).kept(span))
            #expect(extremes(left, window) == extremes(span, window))
            #expect(left.count < span.count / 2)
        }
    }

    @Test func `thinning step by step ends like thinning at once`() throws {
        for seed in 0..<5 as Range<UInt64> {
            let span = try day(seed)
            var left = span
            for window in ClimateThinning.windows {
                left = TrackSpan.keeping(left, ClimateThinning(window: window).kept(left))
                let atOnce = TrackSpan.keeping(span, ClimateThinning(window: window).kept(span))
                #expect(left.map(\.offset) == atOnce.map(\.offset))
            }
        }
    }

    @Test func `both sides of a silence and of a jump stay`() throws {
        var events = try (0..<300).map { try sample(4_000, at: UInt64($0)) }
        for index in 100..<120 { events[index] = try sample(nil, at: UInt64(index)) }
        for index in 200..<300 { events[index] = try sample(9_000, at: UInt64(index)) }
        let kept = ClimateThinning().kept(TrackSpan.numbered(events))
        #expect(kept.indices.filter { kept[$0] } == [0, 99, 100, 119, 120, 199, 200, 299])
    }

    @Test func `a window with one sample keeps it, also when the probe was silent`() throws {
        let events = try (0..<20).map { try sample($0 % 2 == 0 ? nil : 4_000, at: UInt64($0) * 900) }
        #expect(ClimateThinning().kept(TrackSpan.numbered(events)).allSatisfy { $0 })
        #expect(ClimateThinning().kept([SpanEvent(offset: 1, event: nil)]) == [true])
    }
}
