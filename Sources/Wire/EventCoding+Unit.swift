package import FieldModel

extension Fix {
    init(_ wire: PBFix) throws(WireError) {
        guard var fix = Fix(latitude: 0, longitude: 0) else { throw .malformed }
        fix.latitude = wire.latitude
        fix.longitude = wire.longitude
        fix.source = try Source(wire: wire.source, "fix.source")
        fix.integrity = try Integrity(wire: wire.integrity, "fix.integrity")
        if wire.hasAccuracyM { fix.accuracy = wire.accuracyM }
        if wire.hasSpeed { fix.speed = wire.speed }
        if wire.hasCourse { fix.course = wire.course }
        fix.age = wire.ageS
        fix.jamming = try Interference(wire: wire.jamming, "jamming")
        fix.spoofing = try Interference(wire: wire.spoofing, "spoofing")
        try fix.validate()
        self = fix
    }

    /// - Throws: `.outOfRange` for a place beyond the Earth or a motion beyond what `init` takes.
    package func validate() throws(WireError) {
        try require((-90_000_000...90_000_000).contains(latitude), "latitude")
        try require((-180_000_000...180_000_000).contains(longitude), "longitude")
        try require(accuracy ?? 0 <= 1_000_000, "accuracy_m")
        try require(speed ?? 0 <= 100_000, "speed")
        try require(course ?? 0 < 180, "course")
    }
}

extension PBFix {
    init(_ fix: Fix) throws(WireError) {
        try fix.validate()
        self.init()
        latitude = fix.latitude
        longitude = fix.longitude
        source = fix.source.wire
        integrity = fix.integrity.wire
        if let accuracy = fix.accuracy { accuracyM = accuracy }
        if let speed = fix.speed { self.speed = speed }
        if let course = fix.course { self.course = course }
        ageS = fix.age
        jamming = fix.jamming.wire
        spoofing = fix.spoofing.wire
    }
}

extension UnitProfile {
    /// The longest call sign, type, owner or region, in bytes of UTF-8.
    package static let maximumTextBytes = 64

    package init(_ wire: PBUnitProfile) throws(WireError) {
        self.init(
            callSign: wire.callSign,
            kind: try Kind(wire: wire.kind, "unit_profile.kind"),
            type: wire.type,
            owner: wire.owner,
            region: wire.region,
            capacity: try Capacity(wire.capacity)
        )
        try validate()
    }

    func validate() throws(WireError) {
        let limit = Self.maximumTextBytes
        try require(callSign.utf8.count <= limit, "call_sign")
        try require(type.utf8.count <= limit, "type")
        try require(owner.utf8.count <= limit, "owner")
        try require(region.utf8.count <= limit, "region")
    }
}

extension PBUnitProfile {
    package init(_ profile: UnitProfile) throws(WireError) {
        try profile.validate()
        self.init()
        callSign = profile.callSign
        kind = profile.kind.wire
        type = profile.type
        owner = profile.owner
        region = profile.region
        if profile.capacity != Capacity() { capacity = try PBCapacity(profile.capacity) }
    }
}

extension Capacity {
    init(_ wire: PBCapacity) throws(WireError) {
        self.init(
            litter: wire.hasLitter ? wire.litter : nil,
            sitting: wire.hasSitting ? wire.sitting : nil,
            icu: wire.hasIcu ? wire.icu : nil,
            isolation: wire.hasIsolation ? wire.isolation : nil
        )
        try validate()
    }

    func validate() throws(WireError) {
        let largest = max(litter ?? 0, sitting ?? 0, icu ?? 0, isolation ?? 0)
        try require(largest <= PatientLoad.maximumCount, "capacity")
    }
}

extension PBCapacity {
    init(_ capacity: Capacity) throws(WireError) {
        try capacity.validate()
        self.init()
        if let litter = capacity.litter { self.litter = litter }
        if let sitting = capacity.sitting { self.sitting = sitting }
        if let icu = capacity.icu { self.icu = icu }
        if let isolation = capacity.isolation { self.isolation = isolation }
    }
}

extension MissionStatus {
    init(_ wire: PBMissionStatus) throws(WireError) {
        self.init(
            state: try State(wire: wire.state, "mission_status.state"),
            caseReference: try .optional(wire.caseReference, "case_reference"),
            destination: try .optional(wire.destination, "destination"),
            eta: wire.hasEtaS ? wire.etaS : nil,
            larmprio: wire.hasLarmprio ? wire.larmprio : nil
        )
        try validate()
    }

    func validate() throws(WireError) { try require((1...4).contains(larmprio ?? 1), "larmprio") }
}

extension PBMissionStatus {
    init(_ status: MissionStatus) throws(WireError) {
        try status.validate()
        self.init()
        state = status.state.wire
        caseReference = status.caseReference.wire
        destination = status.destination.wire
        if let eta = status.eta { etaS = eta }
        if let larmprio = status.larmprio { self.larmprio = larmprio }
    }
}

extension Alarm {
    init(_ wire: PBAlarm) throws(WireError) {
        self.init(kind: try Kind(wire: wire.kind, "alarm.kind"), isActive: !wire.cancelled)
    }
}

extension PBAlarm {
    init(_ alarm: Alarm) {
        self.init()
        kind = alarm.kind.wire
        cancelled = !alarm.isActive
    }
}
