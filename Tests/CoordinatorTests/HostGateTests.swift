import Crypto
import Testing

@testable import Coordinator

@Suite struct HostGateTests {
    private func status(_ host: String?, _ client: HTTPClient) async throws -> Int {
        let lines = ["GET /v1/nodes HTTP/1.1", "Connection: close"] + (host.map { ["Host: \($0)"] } ?? [])
        return try await client.exchange(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)).status
    }

    @Test func `a name that was made to point here reads nothing`() async throws {
        let site = try Site()
        var config = try site.config
        config.reading.hosts = ["Picture.example"]
        let accepted = [
            "127.0.0.1", "127.0.0.1:1", "LOCALHOST", "localhost.:80", "[::1]:8471", "picture.example",
        ]
        let refused = [
            "evil.example", "evil.example:8471", "127.0.0.1.evil.example", "localhost.evil.example", "[::2]",
            "", "a@localhost",
        ]
        try await site.serve(config) { ports in
            let client = HTTPClient(port: ports.reading)
            for host in accepted { #expect(try await status(host, client) == 200, "\(host)") }
            for host in refused { #expect(try await status(host, client) == 421, "\(host)") }
            let nameless = try await status(nil, client)
            #expect([400, 421].contains(nameless))
        }
    }

    @Test func `who shows a token may call it what they like, unless names are configured`() async throws {
        let site = try Site()
        var config = try site.config
        config.reading.tokens = [Array(SHA256.hash(data: Array("open sesame".utf8)))]
        #expect(config.reading.acceptedHosts == nil)
        config.reading.hosts = ["picture.example"]
        #expect(config.reading.acceptedHosts?.contains("picture.example") == true)
        #expect(config.reading.acceptedHosts?.contains("evil.example") == false)
    }
}
