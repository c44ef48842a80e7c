/// Tells a level from the noise of a contact: one counts once it was held for the whole debounce time.
///
/// Instants are nanoseconds of any one clock. Each call costs O(1), however wild the line is.
package struct Debouncer: Sendable {
    /// How long a level must be held.
    package let time: UInt64
    /// The newest level that was held; `nil` before the first.
    package private(set) var settled: Bool?
    /// Edges that undid another one before it counted.
    package private(set) var bounces: UInt64 = 0

    /// A level that is not held for long enough yet, and since when it is there.
    private var candidate: (isActive: Bool, since: UInt64)?

    /// A settled level and the edge with which it began.
    package struct Change: Sendable, Equatable {
        package var isActive: Bool
        package var instant: UInt64

        package init(isActive: Bool, instant: UInt64) {
            self.isActive = isActive
            self.instant = instant
        }
    }

    package init(time: UInt64) { self.time = time }

    /// The level of the newest edge, settled or not.
    package var newest: Bool? { candidate?.isActive ?? settled }

    /// When the candidate will count, if nothing happens; `nil` while nothing is open.
    package var due: UInt64? {
        candidate.map { $0.since.addingReportingOverflow(time) }.map { $0.overflow ? .max : $0.partialValue }
    }

    /// Takes an edge, in the order of time; returns the change that the pause before it has settled.
    package mutating func take(_ isActive: Bool, at instant: UInt64) -> Change? {
        let change = settle(at: instant)
        if let candidate {
            bounces &+= 1
            // Twice the same level means that the edge between them was missed.
            self.candidate = isActive == candidate.isActive || settled == nil ? (isActive, instant) : nil
        } else if isActive != settled {
            candidate = (isActive, instant)
        }
        return change
    }

    /// Counts nothing that was seen before: the line was not watched, and has this level now.
    package mutating func restart(_ isActive: Bool, at instant: UInt64) {
        candidate = isActive == settled ? nil : (isActive, instant)
    }

    /// Settles the candidate if it was held for long enough by now.
    package mutating func settle(at now: UInt64) -> Change? {
        guard let candidate, let due, due <= now else { return nil }
        self.candidate = nil
        settled = candidate.isActive
        return Change(isActive: candidate.isActive, instant: candidate.since)
    }

    /// Makes the level unknown.
    package mutating func forget() { (settled, candidate) = (nil, nil) }
}
