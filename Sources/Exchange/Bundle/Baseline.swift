import FieldModel
import FoundationEssentials
import Wire

/// State of a node as its coordinator folded it: a part of all rows of a domain, for a node that lost its own.
package struct Baseline: Sendable, Equatable {
    package static let idBytes = 16
    /// More rows than this no node has.
    package static let rowLimit = 262_144
    /// More epochs than this none has lived through.
    package static let epochLimit = 1_024
    /// Bytes of rows in one receipt, at least and at most: what a node may ask for.
    package static let pageBytes = 1_024...262_144

    /// One row: who is on board, or one stock balance, as `projection.proto` writes it.
    package struct Row: Sendable, Hashable {
        package var isExercise: Bool
        package var state: [UInt8]

        package init(isExercise: Bool, state: [UInt8]) {
            self.isExercise = isExercise
            self.state = state
        }
    }

    /// What a node asks for.
    package struct Request: Sendable, Equatable {
        /// 16 bytes, that of the baseline of which rows came already; `nil` to begin.
        package var id: [UInt8]?
        /// The first row that is wanted.
        package var first: Int
        /// As many rows as fit in so many bytes, one at least.
        package var bytes: Int

        package init(id: [UInt8]? = nil, first: Int = 0, bytes: Int) {
            self.id = id
            self.first = first
            self.bytes = bytes
        }
    }

    /// 16 bytes; rows under another id are of another moment.
    package var id: [UInt8]
    /// What is below is folded, but for what is missing. In the order of the epochs, each once.
    package var through: [Bundle.Head]
    /// Offsets below `through` that the coordinator never received, and events that the rows lack although they came.
    package var missing: UInt64
    /// Rows in all.
    package var count: Int
    /// Place of the first row here.
    package var first: Int
    package var rows: [Row]

    package init(
        id: [UInt8],
        through: [Bundle.Head],
        missing: UInt64,
        count: Int,
        first: Int = 0,
        rows: [Row]
    ) {
        self.id = id
        self.through = through
        self.missing = missing
        self.count = count
        self.first = first
        self.rows = rows
    }
}

extension Baseline {
    init(_ wire: PBBaseline) throws(EnvelopeError) {
        guard wire.id.count == Self.idBytes, wire.through.count <= Self.epochLimit,
            wire.count <= Self.rowLimit,
            wire.first <= wire.count, wire.rows.count <= Int(wire.count - wire.first)
        else { throw .malformed }
        id = [UInt8](wire.id)
        through = []
        for head in wire.through {
            let head = try Bundle.Head(head)
            guard through.last.map({ $0.epoch < head.epoch && $0.stream == head.stream }) ?? true else {
                throw .malformed
            }
            through.append(head)
        }
        missing = wire.missing
        count = Int(wire.count)
        first = Int(wire.first)
        rows = wire.rows.map { Row(isExercise: $0.exercise, state: [UInt8]($0.state)) }
    }

    var wire: PBBaseline {
        var wire = PBBaseline()
        wire.id = Data(id)
        wire.through = through.map(PBHead.init)
        wire.missing = missing
        wire.count = UInt32(clamping: count)
        wire.first = UInt32(clamping: first)
        wire.rows = rows.map { row in
            var wire = PBBaselineRow()
            wire.exercise = row.isExercise
            wire.state = Data(row.state)
            return wire
        }
        return wire
    }
}

extension Baseline.Request {
    init(_ wire: PBBaselineRequest) throws(EnvelopeError) {
        guard wire.id.isEmpty || wire.id.count == Baseline.idBytes, wire.first <= Baseline.rowLimit else {
            throw .malformed
        }
        id = wire.id.isEmpty ? nil : [UInt8](wire.id)
        first = Int(wire.first)
        let pages = Baseline.pageBytes
        bytes = min(max(Int(wire.bytes), pages.lowerBound), pages.upperBound)
    }

    var wire: PBBaselineRequest {
        var wire = PBBaselineRequest()
        wire.id = Data(id ?? [])
        wire.first = UInt32(clamping: first)
        wire.bytes = UInt32(clamping: bytes)
        return wire
    }
}

extension Bundle.Head {
    init(_ wire: PBHead) throws(EnvelopeError) {
        guard let stream = UInt8(exactly: wire.stream).flatMap(Stream.init), wire.next < 1 << 62 else {
            throw .malformed
        }
        self.init(epoch: Epoch(rawValue: wire.epoch), stream: stream, next: wire.next)
    }
}

extension PBHead {
    init(_ head: Bundle.Head) {
        self.init()
        epoch = head.epoch.rawValue
        stream = UInt32(head.stream.rawValue)
        next = head.next
    }
}
