/// How long things take.
enum Stopwatch {
    /// Seconds that `body` takes.
    static func time(_ body: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try body()
        return (ContinuousClock.now - start) / .seconds(1)
    }

    /// Seconds that `body` takes.
    static func seconds(_ body: () async throws -> Void) async rethrows -> Double {
        let start = ContinuousClock.now
        try await body()
        return (ContinuousClock.now - start) / .seconds(1)
    }

    /// Runs in a second: the median of five series of at least a fifth of a second.
    static func rate(_ body: () throws -> Void) rethrows -> Double {
        var count = 1
        while try time({ for _ in 0..<count { try body() } }) < 0.2 { count *= 2 }
        let rates = try (0..<5).map { _ in
            Double(count) / (try time { for _ in 0..<count { try body() } })
        }
        return median(rates)
    }

    /// The middle value; 0 of none.
    static func median(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.sorted()[values.count / 2]
    }
}
