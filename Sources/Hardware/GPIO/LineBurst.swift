/// One change of a line's level that the kernel saw.
package struct LineEdge: Sendable, Equatable {
    /// The level from this edge on.
    package var isActive: Bool
    /// CLOCK_BOOTTIME nanoseconds.
    package var instant: UInt64

    package init(isActive: Bool, instant: UInt64) {
        self.isActive = isActive
        self.instant = instant
    }
}

/// What one look at a line brought: its queued edges, and its level after them.
package struct LineBurst: Sendable, Equatable {
    package var edges: [LineEdge]
    /// The queue was full: edges may have been lost.
    package var isFull: Bool
    package var isActive: Bool

    package init(edges: [LineEdge], isFull: Bool = false, isActive: Bool) {
        self.edges = edges
        self.isFull = isFull
        self.isActive = isActive
    }

    /// The moment of which this look tells, when it was begun at another one: edges came until the queue was read, and what happened
    /// after the newest of them is for the next look.
    package func moment(begun now: UInt64) -> UInt64 { edges.reduce(now) { max($0, $1.instant) } }
}
