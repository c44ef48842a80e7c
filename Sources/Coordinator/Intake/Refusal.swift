import Exchange
package import HTTPTypes

/// Why an envelope was not taken. Each reason has its own code; a refused envelope leaves nothing but a counter.
package enum Refusal: String, CaseIterable, Sendable, Error {
    case truncated
    case oversized
    case unsupportedVersion = "unsupported_version"
    case wrongRecipient = "wrong_recipient"
    case badSignature = "bad_signature"
    case unsealable
    case decompressionBomb = "decompression_bomb"
    case malformed
    case unknownNode = "unknown_node"
    case revokedNode = "revoked_node"
    case overload

    init(_ error: EnvelopeError) {
        self =
            switch error {
            case .truncated: .truncated
            case .oversized: .oversized
            case .unsupportedVersion: .unsupportedVersion
            case .wrongRecipient: .wrongRecipient
            case .badSignature: .badSignature
            case .unsealable: .unsealable
            case .bomb: .decompressionBomb
            case .malformed: .malformed
            }
    }

    package var status: HTTPResponse.Status {
        switch self {
        case .truncated: .badRequest
        case .badSignature: .unauthorized
        case .unknownNode: .forbidden
        case .revokedNode: .gone
        case .oversized: .contentTooLarge
        case .unsupportedVersion: .unsupportedMediaType
        case .wrongRecipient: .misdirectedRequest
        case .unsealable, .decompressionBomb, .malformed: .unprocessableContent
        case .overload: .serviceUnavailable
        }
    }
}
