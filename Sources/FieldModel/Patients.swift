/// Forward triage. The dead are counted apart.
package enum Triage: UInt8, CaseIterable, Sendable {
    case immediate = 1
    case delayed = 2
    case minimal = 3
    case expectant = 4
    case dead = 5

    /// `T1`…`T4`, `dead`.
    package var name: String { self == .dead ? "dead" : "T\(rawValue)" }
}

/// NATO evacuation priority. Always written "NATO P1": crews read a bare "P1" as larmprio. Never converted from or to
/// triage.
package enum EvacuationPriority: UInt8, CaseIterable, Sendable {
    case p1 = 1
    case p2 = 2
    case p3 = 3

    package var name: String { "NATO P\(rawValue)" }
}

/// The place that a patient needs.
package enum Mobility: UInt8, CaseIterable, Sendable {
    case litter = 1
    case sitting = 2
    case walking = 3
    case icu = 4

    package var name: String { String(describing: self) }
}

/// Whose patient this is.
package struct Affiliation: Sendable, Equatable {
    package var kind: Kind
    /// ISO 3166-1 alpha-2 of an ally.
    package var country: Token?

    package enum Kind: UInt8, CaseIterable, Sendable {
        case unknown = 0
        case civil = 1
        case swedishMilitary = 2
        case allied = 3
        case detained = 4
    }

    package init(kind: Kind, country: Token? = nil) {
        self.kind = kind
        self.country = country
    }
}

/// What a patient needs on the way.
package struct PatientNeeds: OptionSet, Sendable, Hashable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let ventilated = Self(rawValue: 1)
    package static let oxygen = Self(rawValue: 2)
    package static let isolation = Self(rawValue: 4)
    package static let cbrn = Self(rawValue: 8)
    package static let escortMedical = Self(rawValue: 16)
    package static let escortGuard = Self(rawValue: 32)
    package static let paediatric = Self(rawValue: 64)
}

/// One change of one patient's place or category. What is `nil` was not entered.
package struct PatientMovement: Sendable, Equatable {
    package var action: Action
    /// Opaque; a movement without a tag counts an unnamed patient.
    package var tag: Token?
    package var triage: Triage?
    package var evacuation: EvacuationPriority?
    /// A score of another system such as RETTS, kept as it was given.
    package var acuity: Acuity?
    package var mobility: Mobility?
    /// 1 is the highest dependency, 4 the lowest.
    package var dependency: UInt32?
    package var affiliation: Affiliation?
    package var needs: PatientNeeds?

    package enum Action: UInt8, CaseIterable, Sendable {
        case embark = 1
        case disembark = 2
        case arrive = 3
        case depart = 4
        case recategorise = 5
        case died = 6

        package var name: String { String(describing: self) }
    }

    package struct Acuity: Sendable, Equatable {
        package var system: Token
        package var value: Token

        package init(system: Token, value: Token) {
            self.system = system
            self.value = value
        }
    }

    package init(
        action: Action,
        tag: Token? = nil,
        triage: Triage? = nil,
        evacuation: EvacuationPriority? = nil,
        acuity: Acuity? = nil,
        mobility: Mobility? = nil,
        dependency: UInt32? = nil,
        affiliation: Affiliation? = nil,
        needs: PatientNeeds? = nil
    ) {
        self.action = action
        self.tag = tag
        self.triage = triage
        self.evacuation = evacuation
        self.acuity = acuity
        self.mobility = mobility
        self.dependency = dependency
        self.affiliation = affiliation
        self.needs = needs
    }
}

/// Everybody on board at one moment: an absolute snapshot.
package struct PatientLoad: Sendable, Equatable {
    /// Events of the `patients` stream with a lower offset are folded in.
    package var foldedThrough: UInt64
    package var total: UInt32
    /// Counts by `Triage`, T1…T4 and dead; `nil` when nobody entered any.
    package var triage: [UInt32]?
    /// Counts by `Mobility`: litter, sitting, walking, icu.
    package var mobility: [UInt32]?
    /// Counts by `EvacuationPriority`: NATO P1…P3.
    package var evacuation: [UInt32]?
    package var isOverCapacity: Bool
    /// Somebody looked and said it: how many are on board is known from here on, whatever came before. `foldedThrough` is 0,
    /// since nothing is folded in, and axes are not carried on.
    package var isDeclared: Bool

    package init(
        foldedThrough: UInt64,
        total: UInt32,
        triage: [UInt32]? = nil,
        mobility: [UInt32]? = nil,
        evacuation: [UInt32]? = nil,
        isOverCapacity: Bool = false,
        isDeclared: Bool = false
    ) {
        self.foldedThrough = foldedThrough
        self.total = total
        self.triage = triage
        self.mobility = mobility
        self.evacuation = evacuation
        self.isOverCapacity = isOverCapacity
        self.isDeclared = isDeclared
    }

    /// Whether some axis says less than the total does.
    package var isPartial: Bool {
        [triage, mobility, evacuation].contains { axis in
            guard let axis else { return total > 0 }
            return axis.reduce(0, +) != total
        }
    }
}

/// What a staging unit holds and can hold.
package struct Census: Sendable, Equatable {
    package var load: PatientLoad
    package var physical: Capacity
    package var staffed: Capacity
    /// Counts by `EvacuationPriority` of those who wait for onward evacuation.
    package var awaiting: [UInt32]?
    /// Minutes.
    package var longestHold: UInt32?
    package var arrivals24h: UInt32?
    package var departures24h: UInt32?
    /// Hours of oxygen and of power left.
    package var oxygenHours: UInt32?
    package var powerHours: UInt32?

    package init(
        load: PatientLoad,
        physical: Capacity = Capacity(),
        staffed: Capacity = Capacity(),
        awaiting: [UInt32]? = nil,
        longestHold: UInt32? = nil,
        arrivals24h: UInt32? = nil,
        departures24h: UInt32? = nil,
        oxygenHours: UInt32? = nil,
        powerHours: UInt32? = nil
    ) {
        self.load = load
        self.physical = physical
        self.staffed = staffed
        self.awaiting = awaiting
        self.longestHold = longestHold
        self.arrivals24h = arrivals24h
        self.departures24h = departures24h
        self.oxygenHours = oxygenHours
        self.powerHours = powerHours
    }
}

/// A staging unit asks for transport: counts and codes, no clinical text.
package struct PatientMovementRequest: Sendable, Equatable {
    package var reference: Token
    /// Counts by `EvacuationPriority`.
    package var evacuation: [UInt32]
    /// Counts by `Mobility`.
    package var mobility: [UInt32]
    package var needs: PatientNeeds
    package var pickup: Token?
    package var isWithdrawn: Bool

    package init(
        reference: Token,
        evacuation: [UInt32],
        mobility: [UInt32],
        needs: PatientNeeds = [],
        pickup: Token? = nil,
        isWithdrawn: Bool = false
    ) {
        self.reference = reference
        self.evacuation = evacuation
        self.mobility = mobility
        self.needs = needs
        self.pickup = pickup
        self.isWithdrawn = isWithdrawn
    }
}
