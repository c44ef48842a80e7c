import Exchange
import FieldModel
import Wire
import Workflows

/// Who is on board of a node, folded event by event from everything that came.
struct OnboardJob: Sendable {
    let history: NodeHistory
    /// Which lane, and the next offset in it.
    var index = 0
    var offset: UInt64 = 0
    private var states: [String: any FoldedState] = [:]

    init(_ history: NodeHistory) { self.history = history }

    /// Folds an event unless it changes nothing on board, or is one that this version cannot read.
    mutating func fold(_ bytes: [UInt8], _ identity: EventIdentity) {
        guard let event = try? Event(canonicalBytes: bytes),
            let name = Projections.name(for: event, role: .node),
            Projections.stream(ofRow: name) == history.stream
        else { return }
        let recorded = RecordedEvent(identity: identity, event: event)
        try? Projections.fold(recorded, name: name, into: &states[name], role: .node)
    }

    var rows: [Baseline.Row] {
        states.sorted { $0.key < $1.key }.map { name, state in
            Baseline.Row(
                isExercise: name.hasPrefix(Projections.exercisePrefix),
                state: state.encoded()
            )
        }
    }
}
