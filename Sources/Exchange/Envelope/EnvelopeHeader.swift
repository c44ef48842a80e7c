import Crypto
package import FieldModel

/// The first 26 bytes of an envelope, in clear and authenticated twice: by the signature, and as HPKE's info.
///
/// "BK" | version | suite | kind | domain | node (4) | sender key id (8) | recipient key id (8), big-endian.
package struct EnvelopeHeader: Equatable, Sendable {
    package static let size = 26
    package static let version: UInt8 = 1
    /// DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305, Ed25519.
    package static let suite: UInt8 = 1

    package enum Kind: UInt8, Sendable {
        case bundle = 1
        case receipt = 2
    }

    package var kind: Kind
    package var domain: Domain
    /// The node that sends or receives.
    package var node: NodeID
    package var sender: KeyID
    package var recipient: KeyID

    package init(kind: Kind, domain: Domain, node: NodeID, sender: KeyID, recipient: KeyID) {
        self.kind = kind
        self.domain = domain
        self.node = node
        self.sender = sender
        self.recipient = recipient
    }

    /// Reads the header of what may be an envelope.
    package init(_ envelope: [UInt8]) throws(EnvelopeError) {
        guard envelope.count >= Self.size, envelope[0] == 0x42, envelope[1] == 0x4B else { throw .truncated }
        guard envelope[2] == Self.version, envelope[3] == Self.suite,
            let kind = Kind(rawValue: envelope[4]), let domain = Domain(rawValue: envelope[5])
        else { throw .unsupportedVersion }
        self.kind = kind
        self.domain = domain
        node = NodeID(envelope[6..<10].reduce(0) { $0 << 8 | UInt32($1) })
        sender = KeyID(Array(envelope[10..<18]))
        recipient = KeyID(Array(envelope[18..<26]))
    }

    var bytes: [UInt8] {
        var bytes: [UInt8] = [0x42, 0x4B, Self.version, Self.suite, kind.rawValue, domain.rawValue]
        for shift: UInt32 in [24, 16, 8, 0] {
            bytes.append(UInt8(truncatingIfNeeded: node.rawValue >> shift))
        }
        return bytes + sender.bytes + recipient.bytes
    }
}

/// The first eight bytes of the SHA-256 of a public key.
package struct KeyID: Hashable, Sendable, CustomStringConvertible {
    package let bytes: [UInt8]

    package init(ofPublicKey key: [UInt8]) { bytes = Array(SHA256.hash(data: key).prefix(8)) }

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    package var description: String { Hex.encode(bytes) }
}
