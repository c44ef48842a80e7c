package import FieldModel
internal import SwiftProtobuf

/// State folded from events that can be read from its bytes at rest.
package protocol ProjectionRow: FoldedState {
    /// - Throws: `.corrupt` for bytes that no fold wrote.
    init(decoding bytes: [UInt8]) throws(ProjectionError)
}

extension ProjectionRow {
    /// The state behind a row as it is at hand, decoded or stored.
    ///
    /// - Throws: `.corrupt` for a state of another kind, and for one that is unknown.
    package init?(_ state: (any FoldedState)?) throws(ProjectionError) {
        switch state {
        case nil: return nil
        case let state as Self: self = state
        case let state as StoredState: try self.init(decoding: state.bytes)
        default: throw .corrupt
        }
    }
}

extension Message {
    init(row bytes: [UInt8]) throws(ProjectionError) {
        do {
            try self.init(serializedBytes: bytes)
        } catch {
            throw .corrupt
        }
    }

    /// A message of plain fields always has bytes: only required fields and foreign `Any` payloads could be missing.
    var rowBytes: [UInt8] { (try? serializedBytes()) ?? [] }
}
