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
}
