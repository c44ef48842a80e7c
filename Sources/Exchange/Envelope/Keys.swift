package import Crypto
import FieldModel

/// One party's private keys: Ed25519 to sign what it sends, X25519 to open what it receives.
package struct PrivateKeys: Sendable {
    package let signing: Curve25519.Signing.PrivateKey
    package let agreement: Curve25519.KeyAgreement.PrivateKey

    package init() {
        signing = Curve25519.Signing.PrivateKey()
        agreement = Curve25519.KeyAgreement.PrivateKey()
    }

    /// Returns `nil` unless the bytes are what `bytes` gave: signing key (32) | agreement key (32).
    package init?(bytes: [UInt8]) {
        guard bytes.count == 64,
            let signing = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes[..<32]),
            let agreement = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes[32...])
        else { return nil }
        self.signing = signing
        self.agreement = agreement
    }

    package var bytes: [UInt8] { Array(signing.rawRepresentation) + Array(agreement.rawRepresentation) }

    package var publicKeys: PublicKeys {
        PublicKeys(signing: signing.publicKey, agreement: agreement.publicKey)
    }
}

/// What another party needs to know: 64 bytes, Ed25519 then X25519, exchanged as 128 hexadecimal digits.
package struct PublicKeys: Sendable, Equatable, CustomStringConvertible {
    package let signing: Curve25519.Signing.PublicKey
    package let agreement: Curve25519.KeyAgreement.PublicKey

    package init(signing: Curve25519.Signing.PublicKey, agreement: Curve25519.KeyAgreement.PublicKey) {
        self.signing = signing
        self.agreement = agreement
    }

    package init?(bytes: [UInt8]) {
        guard bytes.count == 64,
            let signing = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes[..<32]),
            let agreement = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: bytes[32...])
        else { return nil }
        self.init(signing: signing, agreement: agreement)
    }

    package var bytes: [UInt8] { Array(signing.rawRepresentation) + Array(agreement.rawRepresentation) }
    package var description: String { Hex.encode(bytes) }
    package var signingID: KeyID { KeyID(ofPublicKey: Array(signing.rawRepresentation)) }
    package var agreementID: KeyID { KeyID(ofPublicKey: Array(agreement.rawRepresentation)) }

    package static func == (a: Self, b: Self) -> Bool { a.bytes == b.bytes }
}
