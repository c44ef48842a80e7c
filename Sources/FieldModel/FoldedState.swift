/// State folded from events, as whoever folds it holds it in memory.
package protocol FoldedState: Sendable {
    /// The same state has the same bytes, whichever way it came about.
    func encoded() -> [UInt8]
}

/// State as it stands in a store, not looked at yet.
package struct StoredState: FoldedState, Equatable {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package func encoded() -> [UInt8] { bytes }

    /// What is known not to be known: bytes that no fold writes and none reads.
    package static let unknown = StoredState([0xFF])
}
