package import FieldModel
internal import Wire

/// One tagged patient, as a coordinator knows it from the movements of one node. Every attribute stands for itself, so
/// movements may come in any order.
package struct PatientState: ProjectionRow, Sendable, Equatable {
    package let tag: Token
    /// The movement that last took the patient in or away.
    package private(set) var place: Register<PatientMovement.Action>?
    package private(set) var triage: Register<Triage>?
    package private(set) var evacuation: Register<EvacuationPriority>?
    package private(set) var acuity: Register<PatientMovement.Acuity>?
    package private(set) var mobility: Register<Mobility>?
    package private(set) var dependency: Register<UInt32>?
    package private(set) var affiliation: Register<Affiliation>?
    package private(set) var needs: Register<PatientNeeds>?
    package private(set) var last: Register<PatientMovement.Action>?
    /// When the last movement was, on the clock of that stamp's epoch.
    package private(set) var instant = BootInstant(boot: 0, milliseconds: 0)

    package init(tag: Token) { self.tag = tag }

    /// Whether the patient is with the unit; `nil` when no movement said.
    package var isPresent: Bool? { place?.value.isIntake }

    mutating func fold(_ movement: PatientMovement, at stamp: Stamp, _ instant: BootInstant) {
        if movement.action.isIntake != nil { place.write(movement.action, at: stamp) }
        triage.write(movement.action == .died ? .dead : movement.triage, at: stamp)
        evacuation.write(movement.evacuation, at: stamp)
        acuity.write(movement.acuity, at: stamp)
        mobility.write(movement.mobility, at: stamp)
        dependency.write(movement.dependency, at: stamp)
        affiliation.write(movement.affiliation, at: stamp)
        needs.write(movement.needs, at: stamp)
        last.write(movement.action, at: stamp)
        if last?.stamp == stamp { self.instant = instant }
    }
}

extension PatientState {
    package init(decoding bytes: [UInt8]) throws(ProjectionError) {
        let row = try PBPatientRow(row: bytes)
        guard let tag = Token(rawValue: row.tag) else { throw .corrupt }
        self.init(tag: tag)
        instant = BootInstant(boot: row.boot, milliseconds: row.timeMs)
        if row.hasPlace { place = try row.place.register(of: PatientMovement.Action.self) }
        if row.hasTriage { triage = try row.triage.register(of: Triage.self) }
        if row.hasEvacuation { evacuation = try row.evacuation.register(of: EvacuationPriority.self) }
        if row.hasMobility { mobility = try row.mobility.register(of: Mobility.self) }
        if row.hasDependency { dependency = try row.dependency.register(row.dependency.value) }
        if row.hasNeeds { needs = try row.needs.register(PatientNeeds(rawValue: row.needs.value)) }
        if row.hasLast { last = try row.last.register(of: PatientMovement.Action.self) }
        if row.hasAcuity {
            guard let system = Token(rawValue: row.acuity.text),
                let value = Token(rawValue: row.acuity.detail)
            else { throw .corrupt }
            acuity = try row.acuity.register(.init(system: system, value: value))
        }
        if row.hasAffiliation {
            let kind = try row.affiliation.register(of: Affiliation.Kind.self)
            let country = Token(rawValue: row.affiliation.text)
            affiliation = try row.affiliation.register(Affiliation(kind: kind.value, country: country))
        }
    }

    package func encoded() -> [UInt8] {
        var row = PBPatientRow()
        row.tag = tag.rawValue
        row.boot = instant.boot
        row.timeMs = instant.milliseconds
        if let place { row.place = PBRegister(place) }
        if let triage { row.triage = PBRegister(triage) }
        if let evacuation { row.evacuation = PBRegister(evacuation) }
        if let mobility { row.mobility = PBRegister(mobility) }
        if let dependency { row.dependency = PBRegister(dependency) }
        if let needs { row.needs = PBRegister(needs.stamp, value: needs.value.rawValue) }
        if let last { row.last = PBRegister(last) }
        if let acuity {
            row.acuity = PBRegister(
                acuity.stamp,
                text: acuity.value.system.rawValue,
                detail: acuity.value.value.rawValue
            )
        }
        if let affiliation {
            row.affiliation = PBRegister(
                affiliation.stamp,
                value: UInt32(affiliation.value.kind.rawValue),
                text: affiliation.value.country?.rawValue ?? ""
            )
        }
        return row.rowBytes
    }
}

extension PatientMovement.Action {
    /// Whether the patient comes or goes; `nil` where the place does not change.
    package var isIntake: Bool? {
        switch self {
        case .embark, .arrive: true
        case .disembark, .depart: false
        case .recategorise, .died: nil
        }
    }
}
