/// The fixed table of streams. Every aggregate lives wholly in one of them.
package enum Stream: UInt8, CaseIterable, Sendable, Hashable {
    case alarm = 1
    case patients = 2
    case stock = 3
    case track = 4
    case climate = 5
    case node = 6

    package var name: String { String(describing: self) }

    package init?(name: String) {
        guard let match = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = match
    }

    /// The destination that owns these events.
    package var domain: Domain {
        switch self {
        case .alarm, .patients, .track: .transport
        case .stock, .climate: .stock
        case .node: .node
        }
    }

    /// NATO precedence: what goes first on a link.
    package var precedence: Precedence {
        switch self {
        case .alarm: .flash
        case .patients: .immediate
        case .stock: .priority
        case .track, .climate, .node: .routine
        }
    }

    /// Whether a commit may wait up to 10 s for company. Nobody was told that such an event is safe before it is.
    package var isDeferrable: Bool { self == .track || self == .climate }
}

/// One owner of data: one coordinator and one key set.
package enum Domain: UInt8, CaseIterable, Sendable, Hashable {
    case transport = 1
    case stock = 2
    case node = 3

    package var name: String { String(describing: self) }
    package var streams: [Stream] { Stream.allCases.filter { $0.domain == self } }
}

/// NATO message precedence, most urgent first.
package enum Precedence: UInt8, CaseIterable, Sendable, Comparable {
    case flash = 0
    case immediate = 1
    case priority = 2
    case routine = 3

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
