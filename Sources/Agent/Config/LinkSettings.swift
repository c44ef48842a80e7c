package import FieldModel

/// One way to the coordinator.
package struct LinkSettings: Sendable, Equatable {
    package var name: String
    /// The coordinator's base address; plain http only on this machine.
    package var address: WebAddress
    /// Network interface to which the link is bound; `nil` follows the routing table.
    package var interface: String?
    /// Path of the certificate authorities to trust; `nil` means those of the system.
    package var authorityFile: String?
    package var client: ClientIdentity?
    package var proxy: WebAddress?
    /// What the link carries, bit/s.
    package var bitRate: Int
    /// Relative price, 0...1000; the cheapest passable link goes first.
    package var cost: Int
    /// What may travel here.
    package var streams: Set<FieldModel.Stream>
    /// A transfer without progress for this long is given up.
    package var stallTimeout: Duration
    /// How often a healthy link sends when only routine data wait.
    package var reportInterval: Duration

    /// A TLS client certificate with its key.
    package struct ClientIdentity: Sendable, Equatable {
        package var certificateFile: String
        package var keyFile: String
    }
}
