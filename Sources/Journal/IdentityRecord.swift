import Crypto
import FieldModel

/// What a node remembers of its journal beside its keys, in the file `journal.id`: which journal it is, and its epochs.
///
/// It tells a damaged journal from a wrong key, and dates rows whose epoch was lost with the journal. Lines of text, each a
/// word and a value: `journal` (identifier, 32 hexadecimal digits), `node`, `schema`, `epoch` (ordinal, hexadecimal number and, of
/// one that has ended, the next offsets of streams 1 to 6; oldest first), and last `check` (64 digits): HMAC-SHA256 of all
/// lines before it.
struct IdentityRecord: Equatable {
    var journal: [UInt8]
    var node: NodeID
    var schema: Int
    /// By ordinal.
    var epochs: [Int: Known] = [:]

    struct Known: Equatable {
        var epoch: Epoch
        /// Next offset by stream when the epoch ended; `nil` of the present one.
        var heads: [UInt64]?
    }

    /// The newest are kept.
    private static let epochLimit = 256
    private static let sizeLimit = 32_768
    private static let title = "budkavle journal 1"

    enum Finding {
        case absent
        case authentic(IdentityRecord)
        /// Written under another key, or damaged.
        case unreadable
    }

    static func read(_ path: String, key: SymmetricKey) throws(JournalError) -> Finding {
        guard let bytes = try DurableFile.read(path, limit: sizeLimit) else { return .absent }
        let lines = String(decoding: bytes, as: UTF8.self).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        guard lines.count >= 5, lines.last == "", lines[0] == title,
            let check = value(lines[lines.count - 2], "check").flatMap({ Hex.decode(String($0)) })
        else { return .unreadable }
        let signed = lines.dropLast(2).map { $0 + "\n" }.joined()
        guard
            HMAC<SHA256>.isValidAuthenticationCode(
                check,
                authenticating: Array(signed.utf8),
                using: derived(key)
            ),
            let journal = value(lines[1], "journal").flatMap({ Hex.decode(String($0)) }), journal.count == 16,
            let node = value(lines[2], "node").flatMap({ UInt32($0) }),
            let schema = value(lines[3], "schema").flatMap({ Int($0) })
        else { return .unreadable }
        var record = IdentityRecord(journal: journal, node: NodeID(node), schema: schema)
        for line in lines[4..<(lines.count - 2)] {
            guard let parts = value(line, "epoch")?.split(separator: " "), [2, 8].contains(parts.count),
                let ordinal = Int(parts[0]), let epoch = UInt64(parts[1], radix: 16)
            else { return .unreadable }
            let heads = parts.dropFirst(2).compactMap { UInt64($0) }
            record.epochs[ordinal] = Known(
                epoch: Epoch(rawValue: epoch),
                heads: heads.count == 6 ? heads : nil
            )
        }
        return .authentic(record)
    }

    func write(to path: String, key: SymmetricKey) throws(JournalError) {
        var text = "\(Self.title)\njournal \(Hex.encode(journal))\nnode \(node.rawValue)\nschema \(schema)\n"
        for (ordinal, known) in epochs.sorted(by: { $0.key < $1.key }).suffix(Self.epochLimit) {
            let heads = known.heads?.map { " \($0)" }.joined() ?? ""
            text += "epoch \(ordinal) \(String(known.epoch.rawValue, radix: 16))\(heads)\n"
        }
        let check = HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: Self.derived(key))
        text += "check \(Hex.encode(Array(check)))\n"
        try DurableFile.replace(path, with: Array(text.utf8))
    }

    private static func derived(_ key: SymmetricKey) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key,
            info: Array("budkavle journal record v1".utf8),
            outputByteCount: 32
        )
    }

    private static func value(_ line: Substring, _ word: String) -> Substring? {
        line.hasPrefix(word + " ") ? line.dropFirst(word.count + 1) : nil
    }
}
