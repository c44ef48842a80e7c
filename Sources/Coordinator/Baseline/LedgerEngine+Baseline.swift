import Exchange
import FieldModel
import Store
import Workflows

extension LedgerEngine {
    /// What is known of one stream of one node at this moment, oldest epoch first.
    func history(of node: NodeID, _ stream: FieldModel.Stream) -> NodeHistory {
        let lanes = lanes.filter { $0.key.node == node && $0.key.stream == stream }
            .sorted { $0.key.epoch < $1.key.epoch }
        return NodeHistory(stream: stream, lanes: lanes)
    }

    /// The balances of a node, sums whatever the order in which movements came, and how many movements are in them.
    func stockBaseline(
        of node: NodeID
    ) throws(LedgerError) -> (history: NodeHistory, rows: [Baseline.Row], movements: UInt64) {
        var rows: [Baseline.Row] = []
        var movements: UInt64 = 0
        for isExercise in [false, true] {
            for state in try projections(node, prefix: Projections.stockPrefix(isExercise: isExercise)) {
                // One that does not decode is no state, and its movements are missed.
                guard let stock = try? StockState(decoding: state) else { continue }
                movements &+= stock.movements
                rows.append(Baseline.Row(isExercise: isExercise, state: state))
            }
        }
        return (history(of: node, .stock), rows, movements)
    }

    /// Gives the next events to a job, in their node's order. Returns false when there are none left.
    func advance(_ job: inout BaselineJob, limit: Int) throws(LedgerError) -> Bool {
        var budget = limit
        while budget > 0, job.index < job.history.lanes.count {
            let lane = job.history.lanes[job.index]
            var count = 0
            try storing { () throws(SQLiteError) in
                let query = try connection.prepare(
                    "SELECT offset, bytes FROM event WHERE lane = ? AND offset >= ? AND offset < ? ORDER BY offset LIMIT ?"
                )
                .bind(1, lane.row).bind(2, Int64(clamping: job.offset)).bind(3, Int64(clamping: lane.next))
                .bind(4, Int64(budget))
                defer { query.reset() }
                while try query.step() {
                    let offset = UInt64(clamping: query.int(0))
                    job.take(query.blob(1), EventIdentity(lane.key, offset: offset))
                    job.offset = offset &+ 1
                    count += 1
                }
            }
            if count < budget {
                job.index += 1
                job.offset = 0
            }
            budget -= count
        }
        return job.index < job.history.lanes.count
    }
}

extension EventIdentity {
    fileprivate init(_ lane: Lane.Key, offset: UInt64) {
        self.init(node: lane.node, epoch: lane.epoch, stream: lane.stream, offset: offset)
    }
}
