import Exchange
import TestKit
import Testing

struct PaceTests {
    @Test func `pauses double up to the longest, with jitter below`() {
        var backoff = Backoff(first: .milliseconds(500), longest: .seconds(8))
        var random = SplitMix(1)
        for ceiling in [500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000] {
            let pause = backoff.fail(isUrgent: false, using: &random)
            #expect(pause >= .milliseconds(ceiling / 2) && pause <= .milliseconds(ceiling))
        }
        #expect(backoff.failures == 7)
        backoff.succeed()
        #expect(backoff.fail(isUrgent: false, using: &random) <= .milliseconds(500))
    }

    @Test func `what is urgent waits a second at most, however often it failed`() {
        var backoff = Backoff()
        var random = SplitMix(2)
        for _ in 0..<100 { #expect(backoff.fail(isUrgent: true, using: &random) <= .seconds(1)) }
        #expect(backoff.fail(isUrgent: false, using: &random) >= .seconds(60))
    }

    @Test(
        arguments: [
            (bitRate: 0, budget: 512), (bitRate: 300, budget: 512), (bitRate: 4_800, budget: 2_400),
            (bitRate: 100_000, budget: 50_000), (bitRate: 1_000_000_000, budget: 262_144),
        ]
    )
    func `the first envelope is what the link carries in four seconds`(bitRate: Int, budget: Int) {
        #expect(BundleSizer(bitRate: bitRate).budget == budget)
    }

    @Test func `failures halve, successes at most double, and both end somewhere`() {
        var sizer = BundleSizer(bitRate: 100_000)
        for budget in [25_000, 12_500, 6_250, 3_125, 1_562, 781, 512, 512] {
            sizer.fail()
            #expect(sizer.budget == budget)
        }
        for budget in [1_024, 2_048, 4_096] {
            sizer.succeed(envelopeBytes: 10, canonicalBytes: 10, seconds: 0.1)
            #expect(sizer.budget == budget)
        }
        for _ in 0..<100 {
            sizer.succeed(envelopeBytes: sizer.budget, canonicalBytes: 4 * sizer.budget, seconds: 0.001)
        }
        #expect(sizer.budget == BundleSizer.largest)
    }

    @Test func `a slower link than configured gets smaller envelopes`() {
        var sizer = BundleSizer(bitRate: 1_000_000)
        for _ in 0..<50 {
            let bytes = sizer.budget
            sizer.succeed(envelopeBytes: bytes, canonicalBytes: bytes, seconds: Double(bytes) / 600)
        }
        #expect((2_300...2_500).contains(sizer.budget))
    }

    @Test func `the ratio follows what was measured, and never asks for more than an envelope may hold`() {
        var sizer = BundleSizer(bitRate: 1_000_000_000)
        for _ in 0..<50 {
            sizer.succeed(envelopeBytes: 1_000, canonicalBytes: 4_000, seconds: 1)
        }
        #expect(abs(sizer.ratio - 0.25) < 0.001)
        for _ in 0..<50 { sizer.succeed(envelopeBytes: 1, canonicalBytes: 1_000_000, seconds: 1) }
        #expect(sizer.canonicalBytes <= EnvelopeLimits.contentBytes / 2)
    }
}
