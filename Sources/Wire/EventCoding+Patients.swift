internal import FieldModel

extension PatientMovement {
    init(_ wire: PBPatientMovement) throws(WireError) {
        self.init(
            action: try Action(wire: wire.action, "patient_movement.action"),
            tag: try .optional(wire.tag, "tag"),
            triage: try .optional(wire.triage, "triage"),
            evacuation: try .optional(wire.evacuation, "evacuation"),
            acuity: wire.hasAcuity ? try Acuity(wire.acuity) : nil,
            mobility: try .optional(wire.mobility, "mobility"),
            dependency: wire.dependency == 0 ? nil : wire.dependency,
            affiliation: wire.hasAffiliation ? try Affiliation(wire.affiliation) : nil,
            needs: wire.hasNeeds ? PatientNeeds(rawValue: wire.needs) : nil
        )
        try validate()
    }

    func validate() throws(WireError) { try require((1...4).contains(dependency ?? 1), "dependency") }
}

extension PBPatientMovement {
    init(_ movement: PatientMovement) throws(WireError) {
        try movement.validate()
        self.init()
        action = movement.action.wire
        tag = movement.tag.wire
        triage = movement.triage?.wire ?? 0
        evacuation = movement.evacuation?.wire ?? 0
        if let acuity = movement.acuity {
            self.acuity.system = acuity.system.rawValue
            self.acuity.value = acuity.value.rawValue
        }
        mobility = movement.mobility?.wire ?? 0
        dependency = movement.dependency ?? 0
        if let affiliation = movement.affiliation { self.affiliation = PBAffiliation(affiliation) }
        if let needs = movement.needs { self.needs = needs.rawValue }
    }
}

extension PatientMovement.Acuity {
    init(_ wire: PBAcuity) throws(WireError) {
        self.init(
            system: try Token(wire: wire.system, "acuity.system"),
            value: try Token(wire: wire.value, "acuity.value")
        )
    }
}

extension Affiliation {
    init(_ wire: PBAffiliation) throws(WireError) {
        self.init(
            kind: try Kind(wire: wire.kind, "affiliation.kind"),
            country: try .optional(wire.country, "country")
        )
    }
}

extension PBAffiliation {
    init(_ affiliation: Affiliation) {
        self.init()
        kind = affiliation.kind.wire
        country = affiliation.country.wire
    }
}

extension PatientLoad {
    init(_ wire: PBPatientLoad) throws(WireError) {
        self.init(
            foldedThrough: wire.foldedThrough,
            total: wire.total,
            triage: try wire.triage.axis(Triage.allCases.count, "triage"),
            mobility: try wire.mobility.axis(Mobility.allCases.count, "mobility"),
            evacuation: try wire.evacuation.axis(EvacuationPriority.allCases.count, "evacuation"),
            isOverCapacity: wire.overCapacity,
            isDeclared: wire.declared
        )
        try require(foldedThrough <= offsetLimit, "folded_through")
        try require(total <= Self.maximumCount, "total")
    }
}

extension PBPatientLoad {
    init(_ load: PatientLoad) throws(WireError) {
        self.init()
        foldedThrough = load.foldedThrough
        total = load.total
        triage = load.triage ?? []
        mobility = load.mobility ?? []
        evacuation = load.evacuation ?? []
        overCapacity = load.isOverCapacity
        declared = load.isDeclared
        guard try PatientLoad(self) == load else { throw .outOfRange("patient_load") }
    }
}

extension Census {
    init(_ wire: PBCensus) throws(WireError) {
        self.init(
            load: try PatientLoad(wire.load),
            physical: try Capacity(wire.physical),
            staffed: try Capacity(wire.staffed),
            awaiting: try wire.awaiting.axis(EvacuationPriority.allCases.count, "awaiting"),
            longestHold: wire.hasLongestHoldMin ? wire.longestHoldMin : nil,
            arrivals24h: wire.hasArrivals24H ? wire.arrivals24H : nil,
            departures24h: wire.hasDepartures24H ? wire.departures24H : nil,
            oxygenHours: wire.hasOxygenH ? wire.oxygenH : nil,
            powerHours: wire.hasPowerH ? wire.powerH : nil
        )
    }
}

extension PBCensus {
    init(_ census: Census) throws(WireError) {
        self.init()
        load = try PBPatientLoad(census.load)
        if census.physical != Capacity() { physical = try PBCapacity(census.physical) }
        if census.staffed != Capacity() { staffed = try PBCapacity(census.staffed) }
        awaiting = census.awaiting ?? []
        if let longestHold = census.longestHold { longestHoldMin = longestHold }
        if let arrivals = census.arrivals24h { arrivals24H = arrivals }
        if let departures = census.departures24h { departures24H = departures }
        if let oxygen = census.oxygenHours { oxygenH = oxygen }
        if let power = census.powerHours { powerH = power }
        guard try Census(self) == census else { throw .outOfRange("census") }
    }
}

extension PatientMovementRequest {
    init(_ wire: PBMovementRequest) throws(WireError) {
        self.init(
            reference: try Token(wire: wire.reference, "reference"),
            evacuation: try wire.evacuation.axis(EvacuationPriority.allCases.count, "evacuation") ?? [],
            mobility: try wire.mobility.axis(Mobility.allCases.count, "mobility") ?? [],
            needs: PatientNeeds(rawValue: wire.needs),
            pickup: try .optional(wire.pickup, "pickup"),
            isWithdrawn: wire.withdrawn
        )
    }
}

extension PBMovementRequest {
    init(_ request: PatientMovementRequest) throws(WireError) {
        self.init()
        reference = request.reference.rawValue
        evacuation = request.evacuation
        mobility = request.mobility
        needs = request.needs.rawValue
        pickup = request.pickup.wire
        withdrawn = request.isWithdrawn
        guard try PatientMovementRequest(self) == request else { throw .outOfRange("movement_request") }
    }
}
