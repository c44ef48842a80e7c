import Crypto
import Exchange
import FieldModel

/// A node and a coordinator with keys of their own, and what passes between them.
struct Parties {
    let node = PrivateKeys()
    let coordinator = PrivateKeys()
    let nodeID = NodeID(7)

    func header(
        kind: EnvelopeHeader.Kind = .bundle,
        domain: Domain = .transport,
        node: NodeID = NodeID(7)
    ) -> EnvelopeHeader {
        EnvelopeHeader(
            kind: kind,
            domain: domain,
            node: node,
            sender: self.node.publicKeys.signingID,
            recipient: coordinator.publicKeys.agreementID
        )
    }

    func seal(_ content: [UInt8], domain: Domain = .transport) throws -> [UInt8] {
        try Envelope.seal(
            content,
            kind: .bundle,
            domain: domain,
            node: nodeID,
            from: node,
            to: coordinator.publicKeys
        )
    }

    func open(_ envelope: [UInt8]) throws(EnvelopeError) -> [UInt8] {
        try Envelope.open(envelope, expecting: header(), from: node.publicKeys, with: coordinator)
    }

    /// Signs bytes that the node itself would never send.
    func forge(_ signed: [UInt8]) throws -> [UInt8] {
        try signed + node.signing.signature(for: Array("budkavle envelope v1\0".utf8) + signed)
    }
}
