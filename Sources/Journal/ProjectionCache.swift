/// States of projection rows: those that the present batch changed, and some that were read lately.
struct ProjectionCache {
    private static let limit = 256

    private(set) var dirty: [String: [UInt8]] = [:]
    private var clean: [String: [UInt8]] = [:]

    subscript(name: String) -> [UInt8]? { dirty[name] ?? clean[name] }

    mutating func change(_ name: String, to state: [UInt8]) { dirty[name] = state }

    mutating func remember(_ name: String, _ state: [UInt8]) {
        if clean.count >= Self.limit { clean.removeAll(keepingCapacity: true) }
        clean[name] = state
    }

    /// The batch is durable.
    mutating func settle() {
        for (name, state) in dirty { remember(name, state) }
        dirty.removeAll(keepingCapacity: true)
    }

    /// The batch failed.
    mutating func discard() { dirty.removeAll(keepingCapacity: true) }
}
