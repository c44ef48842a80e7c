/// How long to wait before a device is tried again: doubling, with jitter so that inputs do not try in step.
struct Backoff: Sendable {
    static let shortest = Duration.milliseconds(500)
    static let longest = Duration.seconds(15)

    private var ceiling = shortest

    /// The next wait, between half of the current ceiling and all of it, and never under 0.5 s.
    mutating func next(using generator: inout some RandomNumberGenerator) -> Duration {
        let share = Double.random(in: 0.5...1, using: &generator)
        let wait = max(ceiling * share, Self.shortest)
        ceiling = min(ceiling * 2, Self.longest)
        return wait
    }

    mutating func reset() { ceiling = Self.shortest }
}
