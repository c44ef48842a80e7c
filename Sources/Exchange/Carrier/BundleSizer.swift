/// How large the next envelope of a link should be: about as much as the link moves in a few seconds.
///
/// A slow link stays responsive to what is urgent, a fast one does not waste round trips. Starts from the configured
/// bit rate, follows the measured one, halves after a failure.
package struct BundleSizer: Sendable, Equatable {
    package static let smallest = 512
    package static let largest = 256 * 1024
    /// Seconds of the link that one envelope may take.
    private static let target = 4.0

    /// Bytes of the next envelope.
    package private(set) var budget: Int
    /// Sealed bytes per canonical byte, as measured.
    package private(set) var ratio = 0.5
    private var rate: Double

    /// - Parameter bitRate: what the link is said to carry, in bit/s.
    package init(bitRate: Int) {
        rate = Double(max(bitRate, 300)) / 8
        budget = Self.clamped(rate * Self.target)
    }

    /// How many canonical bytes to ask the journal for.
    package var canonicalBytes: Int {
        min(Int(Double(budget) / max(ratio, 0.02)), EnvelopeLimits.contentBytes / 2)
    }

    package mutating func succeed(envelopeBytes: Int, canonicalBytes: Int, seconds: Double) {
        if canonicalBytes > 256 {
            ratio += (Double(envelopeBytes) / Double(canonicalBytes) - ratio) * 0.3
            ratio = min(max(ratio, 0.02), 2)
        }
        // A small envelope tells the latency, not the rate.
        if envelopeBytes * 2 >= budget, seconds > 0 { rate += (Double(envelopeBytes) / seconds - rate) * 0.3 }
        budget = Self.clamped(min(rate * Self.target, Double(budget) * 2))
    }

    package mutating func fail() { budget = max(Self.smallest, budget / 2) }

    private static func clamped(_ bytes: Double) -> Int {
        Int(min(max(bytes, Double(smallest)), Double(largest)))
    }
}
