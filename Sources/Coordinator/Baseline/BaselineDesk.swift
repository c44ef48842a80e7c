import Exchange
import FieldModel

/// Gives nodes that lost state what was folded here of their events, some rows at a time.
///
/// All rows are of one moment, so they wait here while a node fetches them: the newest few nodes that asked, one of each domain.
actor BaselineDesk {
    /// Nodes that fetch at the same time, at most; another begins again.
    private static let waitingLimit = 16
    /// Events that are folded between two deliveries.
    private static let eventsPerStep = 1_000

    private struct Key: Hashable {
        let node: NodeID
        let stream: FieldModel.Stream
    }

    private struct Waiting {
        let key: Key
        let whole: Baseline
    }

    private let ledger: Ledger
    /// Oldest first.
    private var waiting: [Waiting] = []

    init(ledger: Ledger) { self.ledger = ledger }

    /// The rows that a node asks for; `nil` in a domain without any, and where there are more than a node takes.
    func page(
        _ request: Baseline.Request,
        of node: NodeID,
        _ domain: Domain
    ) async throws(LedgerError) -> Baseline? {
        let stream: FieldModel.Stream
        switch domain {
        case .transport: stream = .patients
        case .stock: stream = .stock
        case .node: return nil
        }
        let key = Key(node: node, stream: stream)
        if let id = request.id, let known = waiting.last(where: { $0.key == key && $0.whole.id == id }) {
            return known.whole.page(request)
        }
        let whole = try await fold(key)
        guard whole.count <= Baseline.rowLimit else { return nil }
        let first = Baseline.Request(bytes: request.bytes)
        let page = whole.page(first)
        waiting.removeAll { $0.key == key }
        if page.rows.count < whole.rows.count {
            if waiting.count >= Self.waitingLimit { waiting.removeFirst() }
            waiting.append(Waiting(key: key, whole: whole))
        }
        return page
    }

    private func fold(_ key: Key) async throws(LedgerError) -> Baseline {
        let (history, rows): (NodeHistory, [Baseline.Row])
        if key.stream == .stock {
            (history, rows) = try await ledger.read { engine throws(LedgerError) in
                try engine.stockBaseline(of: key.node)
            }
        } else {
            var job = OnboardJob(
                try await ledger.read { engine in engine.history(of: key.node, key.stream) }
            )
            var isDone = false
            while !isDone {
                let before = job
                (job, isDone) = try await ledger.read { engine throws(LedgerError) in
                    var job = before
                    let isMore = try engine.foldOnboard(&job, limit: Self.eventsPerStep)
                    return (job, !isMore)
                }
            }
            (history, rows) = (job.history, job.rows)
        }
        return Baseline(
            id: (0..<Baseline.idBytes).map { _ in .random(in: .min ... .max) },
            through: history.through,
            missing: history.missing,
            count: rows.count,
            rows: rows
        )
    }
}

extension Baseline {
    /// As many rows as were asked for, one at least where there is one.
    fileprivate func page(_ request: Request) -> Baseline {
        var page = self
        page.first = min(request.first, rows.count)
        var bytes = 0
        page.rows = Array(
            rows[page.first...].prefix { row in
                defer { bytes += row.state.count + 8 }
                return bytes == 0 || bytes + row.state.count + 8 <= request.bytes
            }
        )
        return page
    }
}
