import Crypto
import Exchange
import FieldModel
import LinuxIO

/// The nodes that may deliver, once more beside the database: who is enrolled or revoked survives the loss of the database
/// and is not undone by an older copy of it.
///
/// Text: a line with the coordinator's number, a line for each node, and a line with the SHA-256 of all that. The
/// sum finds damage; who may write here may write the database as well.
struct EnrolmentFile {
    private static let limit = 64 << 20

    let path: String
    let coordinator: UInt64

    /// The nodes by number; `nil` where the file is missing, damaged, or another coordinator's.
    func read() throws(LedgerError) -> [NodeID: NodeRecord]? {
        guard
            let bytes = try named(
                path,
                { () throws(Errno) in try DurableFile.read(path, limit: Self.limit) }
            ),
            let text = String(validating: bytes, as: UTF8.self),
            let last = text.dropLast().lastIndex(of: "\n")
        else { return nil }
        let body = text[...last]
        guard text[text.index(after: last)...] == Self.sum(of: body) else { return nil }
        let lines = body.split(separator: "\n")
        guard lines.first == header[...] else { return nil }
        let records = lines.dropFirst().compactMap(Self.record)
        guard records.count == lines.count - 1 else { return nil }
        return Dictionary(records.map { ($0.id, $0) }) { $1 }
    }

    /// Returns once the file is on the disk.
    func write(_ nodes: some Collection<NodeRecord>) throws(LedgerError) {
        let lines = nodes.sorted { $0.id < $1.id }.map(Self.line)
        let body = ([header] + lines).map { $0 + "\n" }.joined()
        let bytes = Array((body + Self.sum(of: body[...])).utf8)
        try named(path) { () throws(Errno) in
            if try DurableFile.read(path, limit: Self.limit) == bytes { return }
            try DurableFile.replace(path, with: bytes)
        }
    }

    private var header: String { "budkavle nodes 1 \(Hex.encode(coordinator.bigEndianBytes))" }

    private static func sum(of text: Substring) -> String {
        "sha256 \(Hex.encode(SHA256.hash(data: Array(text.utf8))))\n"
    }

    private static func line(_ node: NodeRecord) -> String {
        let revoked = node.revoked.map { String($0) } ?? "-"
        return "\(node.id) \(Hex.encode(node.keys.bytes)) \(node.added) \(revoked) \(node.callSign)"
    }

    private static func record(_ line: Substring) -> NodeRecord? {
        let words = line.split(separator: " ", maxSplits: 4, omittingEmptySubsequences: false)
        guard words.count == 5, let id = UInt32(words[0]),
            let keys = Hex.decode(words[1]).flatMap(PublicKeys.init(bytes:)), let added = Int64(words[2]),
            words[3] == "-" || Int64(words[3]) != nil
        else { return nil }
        return NodeRecord(
            id: NodeID(id),
            keys: keys,
            callSign: String(words[4]),
            added: added,
            revoked: Int64(words[3])
        )
    }
}
