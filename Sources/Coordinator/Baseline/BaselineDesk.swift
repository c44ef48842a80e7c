import Exchange
import FieldModel

/// Gives nodes that lost state what was folded here of their events, some rows at a time.
///
/// All rows are of one moment, so they wait here while a node fetches them. Those of a node that goes on are never given up for
/// another, which would make both begin again and again.
actor BaselineDesk {
    /// Nodes that fetch at the same time, at most, each domain counted.
    static let waitingLimit = 16
    /// Milliseconds after which a node that asks no more makes room for another.
    static let patience: UInt64 = 600_000
    /// Events that are looked at between two deliveries.
    private static let eventsPerStep = 1_000

    private struct Key: Hashable {
        let node: NodeID
        let stream: FieldModel.Stream
    }

    private struct Waiting {
        let key: Key
        let whole: Baseline
        /// CLOCK_BOOTTIME milliseconds when its node asked last.
        var asked: UInt64
    }

    private let ledger: Ledger
    private var waiting: [Waiting] = []

    init(ledger: Ledger) { self.ledger = ledger }

    /// The rows that a node asks for; `nil` in a domain without any, where there are more than a node takes, and while too many other
    /// nodes fetch theirs. `now` is CLOCK_BOOTTIME milliseconds.
    func page(
        _ request: Baseline.Request,
        of node: NodeID,
        _ domain: Domain,
        at now: UInt64
    ) async throws(LedgerError) -> Baseline? {
        let stream: FieldModel.Stream
        switch domain {
        case .transport: stream = .patients
        case .stock: stream = .stock
        case .node: return nil
        }
        let key = Key(node: node, stream: stream)
        if let id = request.id, let index = waiting.firstIndex(where: { $0.key == key && $0.whole.id == id })
        {
            waiting[index].asked = now
            return waiting[index].whole.page(request)
        }
        guard hasRoom(for: key, at: now) else { return nil }
        let whole = try await fold(key)
        guard whole.count <= Baseline.rowLimit, whole.through.count <= Baseline.epochLimit else { return nil }
        let page = whole.page(Baseline.Request(bytes: request.bytes))
        if page.rows.count < whole.rows.count {
            // Others may have come meanwhile.
            guard hasRoom(for: key, at: now) else { return nil }
            waiting.append(Waiting(key: key, whole: whole, asked: now))
        }
        return page
    }

    /// Gives up what a node fetches no more, and says whether one more may begin.
    private func hasRoom(for key: Key, at now: UInt64) -> Bool {
        waiting.removeAll { $0.key == key || now > $0.asked && now - $0.asked >= Self.patience }
        return waiting.count < Self.waitingLimit
    }

    private func fold(_ key: Key) async throws(LedgerError) -> Baseline {
        var stock: [Baseline.Row] = []
        var job: BaselineJob
        if key.stream == .stock {
            let (history, rows, movements) = try await ledger.read { engine throws(LedgerError) in
                try engine.stockBaseline(of: key.node)
            }
            stock = rows
            job = BaselineJob(history, folded: movements)
        } else {
            job = BaselineJob(
                try await ledger.read { engine in engine.history(of: key.node, key.stream) }
            )
        }
        var isDone = false
        while !isDone {
            let before = job
            (job, isDone) = try await ledger.read { engine throws(LedgerError) in
                var job = before
                let isMore = try engine.advance(&job, limit: Self.eventsPerStep)
                return (job, !isMore)
            }
        }
        let rows = stock + job.rows
        return Baseline(
            id: (0..<Baseline.idBytes).map { _ in .random(in: .min ... .max) },
            through: job.history.through,
            missing: job.missing,
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
