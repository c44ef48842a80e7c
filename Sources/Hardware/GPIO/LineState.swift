package import FieldModel

/// What is known of one line: for the status and the health report.
package struct LineState: Sendable, Equatable {
    package var name: SourceID
    package var role: LineRole
    /// Active or not; `nil` while it is not known. Of an output, what it was set to.
    package var isActive: Bool?
    /// CLOCK_BOOTTIME milliseconds since when.
    package var since: UInt64?

    package init(name: SourceID, role: LineRole, isActive: Bool? = nil, since: UInt64? = nil) {
        self.name = name
        self.role = role
        self.isActive = isActive
        self.since = since
    }
}

extension Sequence<LineState> {
    /// How many of the lines of a role are active; `nil` without any, or while one is unknown.
    package func active(_ role: LineRole) -> UInt32? {
        var count: UInt32?
        for line in self where line.role == role {
            guard let isActive = line.isActive else { return nil }
            count = (count ?? 0) + (isActive ? 1 : 0)
        }
        return count
    }

    /// Whether any line of a role is active. One that is unknown leaves a no open, and a yes certain.
    package func isAnyActive(_ role: LineRole) -> Bool? {
        var answer: Bool?
        var isUnknown = false
        for line in self where line.role == role {
            switch line.isActive {
            case true?: return true
            case false?: answer = false
            case nil: isUnknown = true
            }
        }
        return isUnknown ? nil : answer
    }
}
