/// Follows one input line: turns what looks at it bring into settled levels, and says when to look next.
///
/// However wild the line is, it is looked at no more often than 100 times a second, and hardly at all while it storms.
/// Instants are nanoseconds of the boot clock.
package struct LineWatch: Sendable {
    /// After an edge the queue collects for the debounce time, within these limits.
    static let shortestWait: UInt64 = 10_000_000
    static let longestWait: UInt64 = 50_000_000

    /// How much of the line is of interest now.
    package enum Attention: Sendable, Equatable {
        /// Each edge.
        case edges
        /// What the queue has collected by then.
        case queue(until: UInt64)
        /// Nothing: it storms, and is taken anew then.
        case none(until: UInt64)
    }

    package private(set) var attention = Attention.edges
    /// Edges that were read.
    package private(set) var edges: UInt64 = 0
    /// Looks at which the queue was full.
    package private(set) var overflows: UInt64 = 0

    private var debouncer: Debouncer
    private var storm = StormWatch()
    private var newest: UInt64 = 0

    /// `debounce` in nanoseconds.
    package init(debounce: UInt64) { debouncer = Debouncer(time: debounce) }

    /// The settled level; `nil` while it is not known.
    package var level: Bool? { debouncer.settled }
    package var bounces: UInt64 { debouncer.bounces }
    package var storms: UInt64 { storm.count }
    package var isStorming: Bool { if case .none = attention { true } else { false } }

    /// When to look at the line even if no edge comes; `nil` when there is no need.
    package var due: UInt64? {
        switch attention {
        case .edges: debouncer.due
        case .queue(let until): until
        case .none(let until): until
        }
    }

    /// The line was taken, with this level.
    package mutating func open(_ isActive: Bool, at now: UInt64) {
        newest = max(newest, now)
        attention = .edges
        storm.calm()
        debouncer.restart(isActive, at: newest)
    }

    /// The line is gone: nothing is known of it. Returns whether something was.
    package mutating func lose() -> Bool {
        attention = .edges
        defer { debouncer.forget() }
        return level != nil
    }

    /// Takes a look at the line; returns the levels that are settled by it. A storm makes the level unknown.
    package mutating func take(_ burst: LineBurst, at instant: UInt64) -> [Debouncer.Change] {
        let now = max(newest, instant)
        var changes: [Debouncer.Change] = []
        func keep(_ change: Debouncer.Change?) { if let change { changes.append(change) } }
        edges &+= UInt64(burst.edges.count)
        for edge in burst.edges {
            newest = max(newest, min(edge.instant, now))
            keep(debouncer.take(edge.isActive, at: newest))
        }
        newest = now
        if burst.isFull {
            overflows &+= 1
            // When the level that is there now began was lost with the edges.
            debouncer.restart(burst.isActive, at: now)
        } else if burst.isActive != debouncer.newest {
            keep(debouncer.take(burst.isActive, at: now))
        }
        if let end = storm.take(edges: burst.edges.count, isFull: burst.isFull, at: now) {
            attention = .none(until: end)
            debouncer.forget()
            return changes
        }
        keep(debouncer.settle(at: now))
        let wait = min(max(debouncer.time, Self.shortestWait), Self.longestWait)
        attention =
            burst.edges.isEmpty ? .edges : .queue(until: now.addingReportingOverflow(wait).partialValue)
        return changes
    }
}
