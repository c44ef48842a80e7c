package import Crypto
package import Exchange
import FieldModel
import Glibc
package import Journal

/// The node's secrets: a folder that only its user may read, with `node.key` and `journal.key`.
///
/// Both files are lower-case hexadecimal and a line end: node.key the signing and the agreement key (64 bytes),
/// journal.key the key that seals the journal (32 bytes). The journal keeps its epoch counter beside them.
package struct KeyStore: Sendable {
    package let node: PrivateKeys
    package let journal: SymmetricKey

    /// What a coordinator learns the node by: 128 hexadecimal digits.
    package var publicKeyText: String { node.publicKeys.description }

    /// Reads both keys.
    package init(directory: String) throws(KeyStoreError) {
        let nodePath = directory + "/node.key"
        guard let node = PrivateKeys(bytes: try Self.read(nodePath, count: 64)) else {
            throw .damaged(nodePath)
        }
        self.node = node
        journal = SymmetricKey(data: try Self.read(directory + "/journal.key", count: 32))
    }

    /// Makes both keys, or ends what a run that was cut off had begun.
    ///
    /// - Throws: `.exists` when there is any; nothing is overwritten, because lost keys cannot be made again.
    package static func create(directory: String) throws(KeyStoreError) -> KeyStore {
        guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { throw .file(directory, errno) }
        let (nodePath, journalPath) = (directory + "/node.key", directory + "/journal.key")
        let isCutOff = isCutOff(nodePath, journalPath)
        for path in [nodePath, journalPath] where !isCutOff && access(path, F_OK) == 0 {
            throw .exists(path)
        }
        do throws(JournalError) {
            if !isCutOff {
                let journal = SymmetricKey(size: .bits256).withUnsafeBytes { [UInt8]($0) }
                try DurableFile.prepare(journalPath, with: Array((Hex.encode(journal) + "\n").utf8))
                let node = Hex.encode(PrivateKeys().bytes)
                try DurableFile.prepare(nodePath, with: Array((node + "\n").utf8))
                try DurableFile.finish(journalPath)
            }
            // The node key comes last: with it the set is whole.
            try DurableFile.finish(nodePath)
        } catch {
            throw .journal(error)
        }
        return try KeyStore(directory: directory)
    }

    /// Whether a run ended between the names of the two files: a node key that was lost later leaves none that waits.
    private static func isCutOff(_ node: String, _ journal: String) -> Bool {
        guard access(node, F_OK) != 0, access(journal, F_OK) == 0 else { return false }
        // One that cannot be read is not the rest of anything.
        return (try? read(DurableFile.waiting(node), count: 64)) != nil
    }

    private static func read(_ path: String, count: Int) throws(KeyStoreError) -> [UInt8] {
        let text: [UInt8]?
        do { text = try DurableFile.read(path, limit: 4 * count) } catch { throw .journal(error) }
        guard let text else { throw .missing(path) }
        let digits = String(decoding: text, as: UTF8.self).filter { !$0.isWhitespace }
        guard let bytes = Hex.decode(digits), bytes.count == count else { throw .damaged(path) }
        return bytes
    }
}

/// Why there are no keys to work with.
package enum KeyStoreError: Error, Equatable, CustomStringConvertible {
    case missing(String)
    case damaged(String)
    case exists(String)
    case file(String, Int32)
    case journal(JournalError)

    package var description: String {
        switch self {
        case .missing(let path):
            "\(path) is missing: restore it from your backup, or on a new node run 'budkavle keys init'"
        case .damaged(let path): "\(path) is damaged: restore it from your backup"
        case .exists(let path): "\(path) exists already and is not overwritten"
        case .file(let path, let errno): "\(path): errno \(errno)"
        case .journal(let error): "\(error)"
        }
    }
}
