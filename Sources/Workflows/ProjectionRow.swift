internal import SwiftProtobuf

/// State folded from events, as bytes at rest.
package protocol ProjectionRow {
    /// - Throws: `.corrupt` for bytes that no fold wrote.
    init(decoding bytes: [UInt8]) throws(ProjectionError)
    /// The same state has the same bytes, whichever way it came about.
    func encoded() -> [UInt8]
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
