import Hardware
import Testing

@Suite struct PulseCounterTests {
    static let second: UInt64 = 1_000_000_000

    /// Edges of pulses at a steady speed in metres per second, half of each active.
    static func drive(
        at speed: Double,
        millimetres: UInt32 = 250,
        from start: UInt64 = 0,
        seconds: Double
    ) -> [UInt64] {
        let period = Double(millimetres) / 1_000 / speed * 1e9
        let count = Int(seconds * 1e9 / period)
        return (1...max(count, 1)).flatMap { pulse -> [UInt64] in
            let instant = start + UInt64(Double(pulse) * period)
            return [instant, instant + UInt64(period / 2)]
        }
    }

    @Test(
        arguments: [(0.2, 250), (1.4, 250), (8, 250), (13.9, 125), (30, 250), (55, 250), (55, 125)]
            as [(Double, UInt32)]
    )
    func `way and speed are those that were driven`(_ speed: Double, _ millimetres: UInt32) {
        var line = KernelLine(
            Self.drive(at: speed, millimetres: millimetres, seconds: 60),
            isRisingOnly: true
        )
        var counter = PulseCounter(millimetresPerPulse: millimetres, debounce: 20_000_000)
        let reports = counter.live(&line, until: 60 * Self.second)
        // The first looks only find out how fast pulses come.
        let settled = reports.dropFirst(2)
        #expect(settled.allSatisfy { $0.fault == nil })
        let metres = settled.compactMap(\.metres).reduce(0, +)
        #expect(abs(metres - speed * Double(settled.count)) <= Double(millimetres) / 1_000 + speed * 0.6)
        for measured in settled.compactMap(\.speed) { #expect(abs(measured - speed) < 0.01 * speed) }
        #expect(counter.bounces == 0)
        // The whole agent may wake 20 times a second.
        let perSecond = Double(line.looks.count) / 60
        #expect(perSecond <= 2.5 + speed / (Double(millimetres) / 1_000) / 7)
    }

    @Test func `pulses that come between the beginning of a look and its reading count each`() {
        var counter = PulseCounter(millimetresPerPulse: 250, debounce: 1_000_000)
        counter.open(at: 0)
        let edges = (1...5).map { LineEdge(isActive: true, instant: $0 * 20_000_000) }
        let burst = LineBurst(edges: edges, isActive: true)
        let moment = burst.moment(begun: 10_000_000)
        #expect(moment == 100_000_000)
        _ = counter.take(burst, at: moment)
        #expect(counter.pulses == 5)
        #expect(counter.bounces == 0)
        #expect(LineBurst(edges: edges, isActive: true).moment(begun: Self.second) == Self.second)
        #expect(LineBurst(edges: [], isActive: true).moment(begun: 7) == 7)
    }

    @Test func `the wheels are unknown until the first pulse and still after it`() {
        var line = KernelLine([5_500_000_000, 5_600_000_000], isRisingOnly: true)
        var counter = PulseCounter(millimetresPerPulse: 250, debounce: 0)
        let reports = counter.live(&line, until: 9 * Self.second)
        #expect(reports.map(\.metres) == [nil, nil, nil, nil, nil, 0.25, 0, 0, 0])
    }

    @Test func `wheels that stop dead at driving speed are unknown, not still`() {
        var line = KernelLine(Self.drive(at: 25, seconds: 10), isRisingOnly: true)
        var counter = PulseCounter(millimetresPerPulse: 250, debounce: 0)
        let reports = counter.live(&line, until: 15 * Self.second)
        #expect(reports.compactMap(\.fault).last == .stoppedDead)
        #expect(reports.suffix(3).allSatisfy { $0.metres == nil })
    }

    @Test func `a hard stop is a stop`() {
        var wave: [UInt64] = []
        var (metres, speed, instant) = (0.0, 25.0, 0.0)
        var next = 0.25
        while speed > 0 {
            // Five seconds of driving, then 9 m/s² until it stands.
            if instant > 5 { speed -= 9 * 0.001 }
            metres += speed * 0.001
            instant += 0.001
            if metres >= next {
                wave += [UInt64(instant * 1e9), UInt64(instant * 1e9) + 1_000_000]
                next += 0.25
            }
        }
        var line = KernelLine(wave, isRisingOnly: true)
        var counter = PulseCounter(millimetresPerPulse: 250, debounce: 0)
        let reports = counter.live(&line, until: 12 * Self.second)
        #expect(reports.dropFirst(2).allSatisfy { $0.fault == nil })
        #expect(reports.last?.metres == 0)
    }

    @Test func `pulses that bounce count once`() {
        let clean = Self.drive(at: 10, seconds: 20)
        var wave: [UInt64] = []
        for start in stride(from: 0, to: clean.count, by: 2).map({ clean[$0] }) {
            wave += [start, start + 100_000, start + 200_000, start + 5_000_000]
        }
        var line = KernelLine(wave, isRisingOnly: true)
        var counter = PulseCounter(millimetresPerPulse: 250, debounce: 20_000_000)
        let reports = counter.live(&line, until: 20 * Self.second)
        let metres = reports.dropFirst(2).compactMap(\.metres).reduce(0, +)
        #expect(abs(metres - 180) < 10)
        #expect(counter.bounces > 300)
    }

    @Test(arguments: [400, 10_000] as [Double])
    func `pulses faster than any vehicle say nothing of it`(_ speed: Double) {
        var line = KernelLine(Self.drive(at: speed, seconds: 20), isRisingOnly: true)
        var counter = PulseCounter(millimetresPerPulse: 250, debounce: 0)
        let reports = counter.live(&line, until: 20 * Self.second)
        #expect(!reports.isEmpty)
        #expect(reports.allSatisfy { $0.metres == nil && $0.fault != nil })
        #expect(line.looks.count < 20 * 110)
        if speed > 1_000 { #expect(counter.storms > 0) }
    }

    @Test func `pulses from any time do not trap`() {
        var random = SplitMix(8)
        for millimetres in [0, 1, .max] as [UInt32] {
            var counter = PulseCounter(millimetresPerPulse: millimetres, debounce: .max)
            counter.open(at: 0)
            for _ in 0..<5_000 {
                let edges = (0..<Int.random(in: 0...16, using: &random)).map { _ in
                    LineEdge(
                        isActive: .random(using: &random),
                        instant: .random(in: 0 ... .max, using: &random)
                    )
                }
                let burst = LineBurst(edges: edges, isFull: edges.count == 16, isActive: true)
                let now = UInt64.random(in: 0 ... .max, using: &random)
                _ = counter.take(burst, at: now >> UInt64.random(in: 0...63, using: &random))
                _ = counter.due
            }
        }
    }
}
