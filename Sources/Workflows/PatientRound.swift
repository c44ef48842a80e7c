internal import FieldModel

/// The patients of one action: embark, disembark, arrive, depart.
struct PatientRound: Sendable {
    /// Of more tags than this in one round, the oldest are forgotten.
    static let maximumTags = 256

    let action: PatientMovement.Action
    private(set) var tags: [Token] = []
    /// Categories that were scanned ahead of their tag.
    private var ahead: PatientMovement

    init(action: PatientMovement.Action) {
        self.action = action
        ahead = PatientMovement(action: action)
    }

    var hasCategories: Bool { ahead.triage != nil || ahead.mobility != nil }

    mutating func add(_ category: PatientCategory) { category.apply(to: &ahead) }

    /// The movement of the next patient, or for a tag that came before in this round its categories alone; `nil` for
    /// a mere repeat.
    mutating func take(_ tag: Token) -> PatientMovement? {
        var movement = ahead
        movement.tag = tag
        let isRepeat = tags.contains(tag)
        if isRepeat {
            guard hasCategories else { return nil }
            movement.action = .recategorise
        } else {
            if tags.count == Self.maximumTags { tags.removeFirst() }
            tags.append(tag)
        }
        ahead = PatientMovement(action: action)
        return movement
    }

    /// The one patient of a round without a tag. Without DONE, only categories tell that there was one.
    func unnamed(isDone: Bool) -> PatientMovement? {
        guard tags.isEmpty, hasCategories || (isDone && action != .recategorise) else { return nil }
        return ahead
    }
}

/// What one code of the command sheet says about a patient.
enum PatientCategory: Sendable {
    case triage(Triage)
    case mobility(Mobility)

    func apply(to movement: inout PatientMovement) {
        switch self {
        case .triage(let triage): movement.triage = triage
        case .mobility(let mobility): movement.mobility = mobility
        }
    }
}
