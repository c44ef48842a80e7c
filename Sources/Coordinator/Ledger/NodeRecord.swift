package import Exchange
package import FieldModel

/// A node that may deliver.
package struct NodeRecord: Sendable, Equatable {
    package let id: NodeID
    package let keys: PublicKeys
    package var callSign: String
    /// Unix milliseconds.
    package let added: Int64
    /// Unix milliseconds; from then on nothing is taken from it.
    package var revoked: Int64?
    /// Unix milliseconds of the last envelope that was taken.
    package var contact: Int64?
}

/// Why a node could not be added or revoked.
package enum NodeError: Error, Equatable, CustomStringConvertible {
    /// The number belongs to a node with other keys.
    case otherKeys(NodeID)
    case unknown(NodeID)
    /// Longer than 64 bytes, empty, or with control characters.
    case badCallSign
    case ledger(LedgerError)

    package var description: String {
        switch self {
        case .otherKeys(let id): "node \(id) is known with other keys; a new device needs a new number"
        case .unknown(let id): "node \(id) is not known"
        case .badCallSign: "a call sign has 1 to 64 bytes and no control characters"
        case .ledger(let error): error.description
        }
    }
}
