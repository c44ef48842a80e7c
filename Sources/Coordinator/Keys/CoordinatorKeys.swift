import Crypto
package import Exchange
package import FieldModel
import Glibc
package import LinuxIO

/// A coordinator's own keys and the signed key set that its nodes hold.
package struct CoordinatorKeys: Sendable {
    package let privateKeys: PrivateKeys
    package let keySet: KeySet

    package init(privateKeys: PrivateKeys, keySet: KeySet) {
        self.privateKeys = privateKeys
        self.keySet = keySet
    }

    /// Reads what `create` wrote.
    ///
    /// The signature of the key set is for the nodes, which pin the root; here only that it fits the private keys counts.
    package init(directory: String) throws(KeysError) {
        let path = directory + "/" + KeyFile.coordinator
        guard let bytes = Hex.decode(try KeyFile.readText(path)), let keys = PrivateKeys(bytes: bytes) else {
            throw .damaged(path: path)
        }
        privateKeys = keys
        let setPath = directory + "/" + KeyFile.keySet
        let rootPath = directory + "/" + KeyFile.rootPublic
        guard let rootBytes = Hex.decode(try KeyFile.readText(rootPath)),
            let root = try? Curve25519.Signing.PublicKey(rawRepresentation: rootBytes)
        else { throw .damaged(path: rootPath) }
        guard let set = KeySet(try KeyFile.read(setPath), root: root) else { throw .damaged(path: setPath) }
        guard set.keys == keys.publicKeys else { throw .foreignKeySet(path: setPath) }
        keySet = set
    }

    /// Makes a root, a coordinator's keys and the key set in which the root names them.
    ///
    /// - Returns: the root's public key as 64 hexadecimal digits, which nodes pin.
    package static func create(
        directory: String,
        name: String,
        domains: Set<Domain>
    ) throws(KeysError) -> String {
        guard (1...64).contains(name.utf8.count) else { throw .badName }
        guard mkdir(directory, 0o700) == 0 || errno == EEXIST else {
            throw .file(path: directory, .current)
        }
        for file in KeyFile.all where access(directory + "/" + file, F_OK) == 0 {
            throw .exists(path: directory + "/" + file)
        }
        let root = Curve25519.Signing.PrivateKey()
        let keys = PrivateKeys()
        let set = KeySet(
            coordinator: UInt64.random(in: 1 ... .max),
            name: name,
            keys: keys.publicKeys,
            domains: domains,
            serial: 1
        )
        let signed: [UInt8]
        do { signed = try set.signed(by: root) } catch { throw .badName }
        let rootHex = Hex.encode(root.publicKey.rawRepresentation)
        try KeyFile.write(directory, KeyFile.root, Hex.encode(root.rawRepresentation) + "\n", mode: 0o600)
        try KeyFile.write(directory, KeyFile.coordinator, Hex.encode(keys.bytes) + "\n", mode: 0o600)
        try KeyFile.write(directory, KeyFile.rootPublic, rootHex + "\n", mode: 0o644)
        try KeyFile.write(directory, KeyFile.keySet, signed, mode: 0o644)
        return rootHex
    }
}

/// Why keys could not be made or read.
package enum KeysError: Error, Equatable, CustomStringConvertible {
    case exists(path: String)
    case file(path: String, Errno)
    case damaged(path: String)
    case foreignKeySet(path: String)
    case badName

    package var description: String {
        switch self {
        case .exists(let path): "\(path) exists and is not overwritten"
        case .file(let path, let error): "\(path): \(error)"
        case .damaged(let path): "\(path) is not what `keys init` wrote"
        case .foreignKeySet(let path): "\(path) names other keys than \(KeyFile.coordinator)"
        case .badName: "a name has 1 to 64 bytes"
        }
    }
}
