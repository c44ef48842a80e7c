package import Journal
import Workflows

extension Projector {
    /// The projections of a node, folded by the workflows inside the journal's transaction.
    package static let node = Projector(
        name: { Projections.name(for: $0, role: .node) },
        complete: { Projections.complete(&$0, name: $1, lookup: $2) },
        fold: { recorded, name, state in
            // A row that cannot be folded stays as it is, and the journal counts it.
            do {
                try Projections.fold(recorded, name: name, into: &state, role: .node)
                return true
            } catch {
                return false
            }
        },
        decode: { Projections.decoded($0, name: $1) },
        followUp: { Projections.followUp(after: $0, lookup: $1) },
        stream: { Projections.stream(ofRow: $0) },
        watched: [Projections.onboard]
    )
}
