/// Who a node is to the cell: its call sign, what it is and what it can carry.
package struct UnitProfile: Sendable, Equatable {
    package var callSign: String
    package var kind: Kind
    /// Swedish type of unit, such as `akutambulans`, `IVA-ambulans` or `sjukvårdsbuss`.
    package var type: String
    package var owner: String
    package var region: String
    package var capacity: Capacity

    package enum Kind: UInt8, CaseIterable, Sendable {
        case vehicle = 1
        case csu = 2
        case hub = 3
        case warehouse = 4

        package var name: String { String(describing: self) }
    }

    package init(
        callSign: String,
        kind: Kind,
        type: String = "",
        owner: String = "",
        region: String = "",
        capacity: Capacity = Capacity()
    ) {
        self.callSign = callSign
        self.kind = kind
        self.type = type
        self.owner = owner
        self.region = region
        self.capacity = capacity
    }
}

/// Places for patients. `nil` is not known, which is not zero.
package struct Capacity: Sendable, Equatable {
    package var litter: UInt32?
    package var sitting: UInt32?
    package var icu: UInt32?
    package var isolation: UInt32?

    package init(litter: UInt32? = nil, sitting: UInt32? = nil, icu: UInt32? = nil, isolation: UInt32? = nil)
    {
        self.litter = litter
        self.sitting = sitting
        self.icu = icu
        self.isolation = isolation
    }
}

/// Where a unit stands in its mission.
package struct MissionStatus: Sendable, Equatable {
    package var state: State
    package var caseReference: Token?
    package var destination: Token?
    /// Seconds from the event's instant to the expected arrival.
    package var eta: UInt32?
    /// Swedish dispatch priority (larmprio) 1...4, which is not a NATO precedence.
    package var larmprio: UInt32?

    package enum State: UInt8, CaseIterable, Sendable {
        case available = 1
        case assigned = 2
        case acknowledged = 3
        case enroutePickup = 4
        case atPickup = 5
        case loaded = 6
        case enrouteDestination = 7
        case atDestination = 8
        case delivered = 9
        case unavailable = 10
        case offDuty = 11
    }

    package init(
        state: State,
        caseReference: Token? = nil,
        destination: Token? = nil,
        eta: UInt32? = nil,
        larmprio: UInt32? = nil
    ) {
        self.state = state
        self.caseReference = caseReference
        self.destination = destination
        self.eta = eta
        self.larmprio = larmprio
    }
}

/// Something that must reach the cell before everything else.
package struct Alarm: Sendable, Equatable {
    package var kind: Kind
    /// Whether the alarm starts or is called off.
    package var isActive: Bool

    package enum Kind: UInt8, CaseIterable, Sendable {
        case duress = 1
        case massCasualty = 2
        case tamper = 3
    }

    package init(kind: Kind, isActive: Bool = true) {
        self.kind = kind
        self.isActive = isActive
    }
}
