package import Journal
import Workflows

extension Projector {
    /// The projections of a node, folded by the workflows inside the journal's transaction.
    package static let node = Projector(
        complete: { event, lookup in Projections.complete(event, lookup: lookup) },
        names: { Projections.names(for: $0, role: .node) },
        // A row that cannot be folded stays as it is, and the journal counts it.
        fold: { try? Projections.folded($0, name: $1, present: $2, role: .node) },
        followUps: { Projections.followUps(after: $0, lookup: $1) }
    )
}
