import Crypto
package import FieldModel
import FoundationEssentials

/// Sealed and signed content: the same bytes on any carrier.
///
/// header (26) | HPKE encapsulated key (32) | ciphertext with tag | Ed25519 signature (64) over context and all before.
package enum Envelope {
    static let context = Array("budkavle envelope v1\0".utf8)
    static let encapsulatedSize = 32
    static let signatureSize = 64
    package static let overhead = EnvelopeHeader.size + encapsulatedSize + 16 + signatureSize
    private static let suite = HPKE.Ciphersuite(
        kem: .Curve25519_HKDF_SHA256,
        kdf: .HKDF_SHA256,
        aead: .chaChaPoly
    )

    /// Seals content for one recipient.
    package static func seal(
        _ content: [UInt8],
        kind: EnvelopeHeader.Kind,
        domain: Domain,
        node: NodeID,
        from sender: PrivateKeys,
        to recipient: PublicKeys
    ) throws -> [UInt8] {
        try seal(
            packed: Compression.pack(content),
            kind: kind,
            domain: domain,
            node: node,
            from: sender,
            to: recipient
        )
    }

    /// Seals what `Compression.pack` gave, or what claims to be that.
    package static func seal(
        packed: [UInt8],
        kind: EnvelopeHeader.Kind,
        domain: Domain,
        node: NodeID,
        from sender: PrivateKeys,
        to recipient: PublicKeys
    ) throws -> [UInt8] {
        let header = EnvelopeHeader(
            kind: kind,
            domain: domain,
            node: node,
            sender: sender.publicKeys.signingID,
            recipient: recipient.agreementID
        )
        var hpke = try HPKE.Sender(
            recipientKey: recipient.agreement,
            ciphersuite: suite,
            info: .init(context + header.bytes)
        )
        let ciphertext = try hpke.seal(packed)
        let signed = header.bytes + [UInt8](hpke.encapsulatedKey) + [UInt8](ciphertext)
        return signed + [UInt8](try sender.signing.signature(for: context + signed))
    }

    /// Checks the signature, opens the seal and unpacks, in this order.
    ///
    /// `expected` is what the header must say; the caller found the keys by it.
    package static func open(
        _ envelope: [UInt8],
        expecting expected: EnvelopeHeader,
        from sender: PublicKeys,
        with recipient: PrivateKeys
    ) throws(EnvelopeError) -> [UInt8] {
        guard envelope.count <= EnvelopeLimits.envelopeBytes else { throw .oversized }
        guard envelope.count > overhead else { throw .truncated }
        guard try EnvelopeHeader(envelope) == expected else { throw .wrongRecipient }
        let end = envelope.count - signatureSize
        guard sender.signing.isValidSignature(envelope[end...], for: context + envelope[..<end]) else {
            throw .badSignature
        }
        let sealedStart = EnvelopeHeader.size + encapsulatedSize
        let packed: [UInt8]
        do {
            var hpke = try HPKE.Recipient(
                privateKey: recipient.agreement,
                ciphersuite: suite,
                info: .init(context + expected.bytes),
                encapsulatedKey: .init(envelope[EnvelopeHeader.size..<sealedStart])
            )
            packed = [UInt8](try hpke.open(envelope[sealedStart..<end]))
        } catch {
            throw .unsealable
        }
        return try Compression.unpack(packed)
    }

    /// What a receipt names an envelope by: the first 16 bytes of its SHA-256.
    package static func digest(_ envelope: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: envelope).prefix(16))
    }
}
