/// One way to a coordinator over HTTP.
package struct HTTPSSettings: Sendable, Equatable {
    /// Scheme, host and port; `/v1/envelopes` is added. Plain http is for loopback only.
    package var url: String
    package var interface: String?
    package var caFile: String?
    package var clientCertificate: String?
    package var clientKey: String?
    package var proxy: String?
    /// How long nothing may move.
    package var stallTimeout: Duration
    /// bit/s; a slow link gets longer for what is in its buffers.
    package var bitRate: Int

    package init(
        url: String,
        interface: String? = nil,
        caFile: String? = nil,
        clientCertificate: String? = nil,
        clientKey: String? = nil,
        proxy: String? = nil,
        stallTimeout: Duration = .seconds(30),
        bitRate: Int = 1_000_000
    ) {
        self.url = url
        self.interface = interface
        self.caFile = caFile
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
        self.proxy = proxy
        self.stallTimeout = stallTimeout
        self.bitRate = bitRate
    }
}
