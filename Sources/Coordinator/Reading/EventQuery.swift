import Exchange
import FieldModel
import Hummingbird
import HummingbirdCore
import Store
import Wire

/// `GET /v1/events?node=&stream=&epoch=&from=&limit=`: events as their node wrote them.
struct EventQuery: Sendable {
    static let defaultLimit = 100
    static let maximumLimit = 1_000

    let node: NodeID
    let stream: FieldModel.Stream
    /// The newest one that has the stream, when none is given.
    let epoch: Epoch?
    let from: UInt64
    let limit: Int

    /// - Throws: the name of the parameter that is missing or out of range.
    init(_ uri: URI) throws(BadParameter) {
        let parameters = uri.queryParameters
        guard let node = parameters["node"].flatMap({ UInt32($0) }) else { throw BadParameter(name: "node") }
        guard let stream = parameters["stream"].flatMap({ FieldModel.Stream(name: String($0)) }) else {
            throw BadParameter(name: "stream")
        }
        self.node = NodeID(node)
        self.stream = stream
        if let text = parameters["epoch"] {
            guard let epoch = Epoch(description: text) else { throw BadParameter(name: "epoch") }
            self.epoch = epoch
        } else {
            epoch = nil
        }
        guard let from = parameters["from"].map({ UInt64($0) }) ?? 0 else { throw BadParameter(name: "from") }
        guard let limit = parameters["limit"].map({ Int($0) }) ?? Self.defaultLimit,
            (1...Self.maximumLimit).contains(limit)
        else { throw BadParameter(name: "limit") }
        self.from = from
        self.limit = limit
    }

    struct BadParameter: Error {
        let name: String
    }
}

extension LedgerEngine {
    func events(_ query: EventQuery) throws(LedgerError) -> JSONValue {
        let epoch =
            query.epoch
            ?? lanes.filter { $0.key.node == query.node && $0.key.stream == query.stream }.map(\.key.epoch)
            .max()
        guard let epoch, let lane = lane(.init(node: query.node, epoch: epoch, stream: query.stream)) else {
            return .object([("events", .array([])), ("next", .null)])
        }
        let found = try storing { () throws(SQLiteError) in
            let rows = try connection.prepare(
                "SELECT offset, bytes FROM event WHERE lane = ? AND offset >= ? ORDER BY offset LIMIT ?"
            )
            .bind(1, lane.row).bind(2, Int64(clamping: query.from)).bind(3, Int64(query.limit))
            defer { rows.reset() }
            var found: [(offset: Int64, bytes: [UInt8])] = []
            while try rows.step() { found.append((rows.int(0), rows.blob(1))) }
            return found
        }
        let events = found.map { row in
            JSONValue.object([
                ("node", .integer(query.node.rawValue)), ("epoch", .string(epoch.description)),
                ("stream", .string(query.stream.name)), ("offset", .integer(UInt64(clamping: row.offset))),
                // Bytes that this version cannot read are of an unknown kind to it.
                ("kind", .string((try? Event(canonicalBytes: row.bytes))?.body.name ?? Body.unknown.name)),
                ("bytes", .string(Hex.encode(row.bytes))),
            ])
        }
        let next = found.count == query.limit ? found.last.map { $0.offset + 1 } : nil
        return .object([("events", .array(events)), ("next", .optional(next))])
    }
}
