import Exchange
import FieldModel
import Wire
import Workflows

/// Goes through everything that came of one stream of a node, in the node's order: folds who is on board, and counts what no
/// row holds.
struct BaselineJob: Sendable {
    let history: NodeHistory
    /// Which lane, and the next offset in it.
    var index = 0
    var offset: UInt64 = 0
    /// Events that are in a row, and those of which no row is folded.
    private var accounted: UInt64 = 0
    private var states: [String: any FoldedState] = [:]

    /// `folded` events are in rows already.
    init(_ history: NodeHistory, folded: UInt64 = 0) {
        self.history = history
        accounted = folded
    }

    /// Offsets of which no event came, and events that the rows lack.
    var missing: UInt64 { history.missing(accounted: accounted) }

    /// Takes the next event. One that this version cannot read, or that stands in a stream where it does not belong, is in no row.
    mutating func take(_ bytes: [UInt8], _ identity: EventIdentity) {
        guard let event = try? Event(canonicalBytes: bytes), event.body.stream == history.stream else {
            return
        }
        guard let name = Projections.name(for: event, role: .node),
            Projections.stream(ofRow: name) == history.stream
        else {
            accounted &+= 1
            return
        }
        // Movements of stock were folded when they came.
        guard history.stream == .patients else { return }
        do {
            let recorded = RecordedEvent(identity: identity, event: event)
            try Projections.fold(recorded, name: name, into: &states[name], role: .node)
            accounted &+= 1
        } catch {
            // It counts as missing.
        }
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
