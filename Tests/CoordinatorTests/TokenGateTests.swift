import Coordinator
import Crypto
import Exchange
import FieldModel
import Testing

@Suite struct TokenGateTests {
    @Test func `without its token nothing is read but the empty page`() async throws {
        let site = try Site()
        var config = try site.config
        config.reading.tokens = [Array(SHA256.hash(data: Array("open sesame".utf8)))]
        try await site.serve(config) { ports in
            let client = HTTPClient(port: ports.reading)
            #expect(try await client.get("/").status == 200)
            for path in [
                "/v1/nodes", "/v1/positions", "/v1/load", "/v1/stock", "/v1/completeness", "/v1/events",
                "/metrics",
            ] {
                #expect(try await client.get(path).status == 401, "\(path)")
            }
            let wrong = try await client.get("/v1/nodes", headers: ["Authorization: Bearer open sesam"])
            #expect(wrong.status == 401 && wrong.headers["www-authenticate"] == "Bearer")
            let right = try await client.get("/v1/nodes", headers: ["Authorization: Bearer open sesame"])
            #expect(right.status == 200)
        }
    }
}
