/// How long to leave a failing link alone: doubling, with jitter, each link by itself.
package struct Backoff: Sendable, Equatable {
    package let first: Duration
    package let longest: Duration
    package private(set) var failures = 0

    package init(first: Duration = .milliseconds(500), longest: Duration = .seconds(120)) {
        self.first = first
        self.longest = longest
    }

    package mutating func succeed() { failures = 0 }

    /// Counts a failure and returns the pause: between half and all of first × 2^failures.
    ///
    /// The pause is at most 1 s when it `isUrgent`: something flash or a newest snapshot waits.
    package mutating func fail(isUrgent: Bool, using random: inout some RandomNumberGenerator) -> Duration {
        let doubled = first * (1 << min(failures, 16))
        failures += 1
        let ceiling = min(doubled, isUrgent ? .seconds(1) : longest)
        return ceiling * Double.random(in: 0.5...1, using: &random)
    }
}
