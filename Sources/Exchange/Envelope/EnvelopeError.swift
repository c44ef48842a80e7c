/// Why an envelope was refused. Nothing of a refused envelope is kept.
package enum EnvelopeError: Error, Equatable, CaseIterable {
    /// Shorter than its fixed parts, or not an envelope at all.
    case truncated
    /// Above `EnvelopeLimits.envelopeBytes`.
    case oversized
    case unsupportedVersion
    /// Sealed for another key, another node or another domain than the header says it should be.
    case wrongRecipient
    /// The sender's key did not sign these bytes.
    case badSignature
    /// The ciphertext does not open.
    case unsealable
    /// Would unpack to more than `EnvelopeLimits.contentBytes`.
    case bomb
    /// Opened, but what it holds is not what docs/protocol.md describes.
    case malformed
}

/// Bounds that hold before anything is allocated.
package enum EnvelopeLimits {
    package static let envelopeBytes = 1 << 20
    package static let contentBytes = 8 << 20
    package static let events = 65_536
    package static let segments = 4096
}
