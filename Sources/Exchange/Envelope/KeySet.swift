package import Crypto
package import FieldModel
import FoundationEssentials
import SwiftProtobuf
import Wire

/// The keys of one coordinator, signed by a root that is kept offline and pinned in every node.
package struct KeySet: Sendable, Equatable {
    private static let context = Array("budkavle key set v1\0".utf8)

    package let coordinator: UInt64
    package let name: String
    package let keys: PublicKeys
    package let domains: Set<Domain>
    /// A higher one replaces a lower one.
    package let serial: UInt32

    package init(coordinator: UInt64, name: String, keys: PublicKeys, domains: Set<Domain>, serial: UInt32) {
        self.coordinator = coordinator
        self.name = name
        self.keys = keys
        self.domains = domains
        self.serial = serial
    }

    /// The file that nodes get.
    package func signed(by root: Curve25519.Signing.PrivateKey) throws -> [UInt8] {
        var set = PBKeySet()
        set.coordinator = coordinator
        set.name = name
        set.agreement = .init(keys.agreement.rawRepresentation)
        set.signing = .init(keys.signing.rawRepresentation)
        set.domains = domains.map { UInt32($0.rawValue) }.sorted()
        set.serial = serial
        var signed = PBSignedKeySet()
        signed.keySet = try set.serializedBytes()
        signed.signature = try root.signature(for: Self.context + [UInt8](signed.keySet))
        return try signed.serializedBytes()
    }

    /// Returns `nil` unless the root signed these bytes and they are a whole key set.
    package init?(_ file: [UInt8], root: Curve25519.Signing.PublicKey) {
        // Any failure to parse means the same here: not a key set.
        guard file.count <= 4096,
            let signed = try? PBSignedKeySet(serializedBytes: file),
            root.isValidSignature(signed.signature, for: Self.context + [UInt8](signed.keySet)),
            let set = try? PBKeySet(serializedBytes: signed.keySet),
            let keys = PublicKeys(bytes: [UInt8](set.signing) + [UInt8](set.agreement))
        else { return nil }
        coordinator = set.coordinator
        name = set.name
        self.keys = keys
        domains = Set(set.domains.compactMap { UInt8(exactly: $0).flatMap(Domain.init) })
        serial = set.serial
    }
}
