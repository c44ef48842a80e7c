package import FieldModel

/// What one scan came to.
package struct ScanOutcome: Sendable, Equatable {
    /// To be made durable before the person is told.
    package var events: [Event]
    package var feedback: ScanFeedback
    /// What the session waits for now.
    package var prompt: ScanPrompt
}

extension ScanOutcome {
    /// The outcome with what a day tells of the goods: an item whose last day is before it is expired. Unknown days tell nothing.
    package func judged(on today: CalendarDay?) -> ScanOutcome {
        guard feedback == .accepted, let today, case .stockMovement(let movement) = events.last?.body,
            let expiry = movement.key.expiry, expiry < today
        else { return self }
        var outcome = self
        outcome.feedback = .expired
        return outcome
    }
}

/// What the person is told.
package enum ScanFeedback: Sendable, Equatable {
    case accepted
    /// Taken before; nothing was counted twice.
    case duplicate
    /// Taken, and the item may not be used: the last day on its label is over.
    case expired
    /// Taken, and the item may not be used: its lot was recalled or is in quarantine.
    case recalled
    case refused(ScanFault)
}

/// What the person may scan next.
package enum ScanPrompt: Sendable, Equatable {
    case idle
    /// The tag of the next patient.
    case tag(PatientMovement.Action)
    /// The categories of this patient, or another tag.
    case category(Token)
    case item(StockMovement.Action)
}

/// Why a scan led to nothing.
package enum ScanFault: Sendable, Equatable {
    case unreadable(ScanRefusal)
    /// An item, quantity or location while neither receiving nor issuing.
    case noMode
    /// A category without an action or a patient that it could belong to.
    case noPatient
    /// A tag alone, of somebody who is not on board.
    case notOnBoard
    /// Categories were scanned after the last tag, and no tag followed them.
    case categoryWithoutTag
    /// Zero, or more than one movement may have.
    case quantity
    /// The second label of another item than the one before it, or the second in a row without an item.
    case otherLabel
    /// A label that says lot or expiry, and no item label came with it.
    case halfLabel
    /// So many serial numbers in one go that repeats could no longer be told: scan DONE and begin again.
    case modeFull

    /// Stable, for displays and counters.
    package var code: String {
        switch self {
        case .unreadable(let refusal): refusal.rawValue
        case .noMode: "no_mode"
        case .noPatient: "no_patient"
        case .notOnBoard: "not_on_board"
        case .categoryWithoutTag: "category_without_tag"
        case .quantity: "quantity"
        case .otherLabel: "other_label"
        case .halfLabel: "half_label"
        case .modeFull: "mode_full"
        }
    }
}
