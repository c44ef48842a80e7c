import Testing

@testable import Exchange

@Suite(.timeLimit(.minutes(1))) struct HTTPSCarrierTests {
    private func outcomes(
        of answers: [TinyServer.Answer],
        sending envelope: [UInt8] = [1, 2, 3]
    ) async -> ([Result<[UInt8], CarrierError>], [TinyServer.Request]) {
        let server = TinyServer(answers)
        let carrier = HTTPSCarrier(HTTPSSettings(url: server.url))
        var results: [Result<[UInt8], CarrierError>] = []
        for _ in answers {
            do throws(CarrierError) {
                results.append(.success(try await carrier.send(envelope)))
            } catch {
                results.append(.failure(error))
            }
        }
        await carrier.close()
        await server.close()
        return (results, server.requests)
    }

    @Test func `an envelope goes out as it is, and the answer comes back`() async {
        let envelope = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        let receipt = (0..<70_000).map { UInt8(truncatingIfNeeded: $0) }
        let (results, requests) = await outcomes(of: [.reply("200 OK", receipt)], sending: envelope)
        #expect(results == [.success(receipt)])
        #expect(requests.map(\.body) == [envelope])
        #expect(requests.first?.head.hasPrefix("POST /v1/envelopes HTTP/1.1\r\n") == true)
        #expect(requests.first?.head.contains("Content-Type: application/octet-stream") == true)
        #expect(requests.first?.head.contains("Expect:") == false)
    }

    @Test func `one connection serves them all`() async {
        let (results, requests) = await outcomes(of: Array(repeating: .reply("200 OK", [9]), count: 5))
        #expect(results == Array(repeating: .success([9]), count: 5))
        #expect(Set(requests.map(\.connection)) == [0])
    }

    @Test func `refusals carry the status and the word`() async {
        let (results, _) = await outcomes(of: [
            .reply("413 Too Large", Array(#"{"error":"oversized"}"#.utf8)),
            .reply("404 Not Found", Array("<html>portal</html>".utf8)),
            .reply("302 Found\r\nLocation: http://127.0.0.1:1/", []),
            .reply("500 Oops", Array(#"{"error":"<script>alert_1"}"#.utf8)),
        ])
        #expect(
            results == [
                .failure(.refused(status: 413, code: "oversized")), .failure(.refused(status: 404, code: "")),
                .failure(.refused(status: 302, code: "")),
                .failure(.refused(status: 500, code: "scriptalert_")),
            ]
        )
    }

    @Test func `a busy coordinator says how long to wait, within reason`() async {
        let (results, _) = await outcomes(of: [
            .reply("503 Busy\r\nRetry-After: 17", []), .reply("429 Busy\r\nRetry-After: 86400", []),
            .reply("503 Busy", []), .reply("503 Busy\r\nRetry-After: soon", []),
        ])
        let pauses = [17, 300, 1, 1]
        #expect(results == pauses.map { .failure(.busy(retryAfter: .seconds($0))) })
    }

    @Test func `an answer that is too large is broken off`() async throws {
        let flood = [UInt8](repeating: 0, count: 2 << 20)
        let (results, _) = await outcomes(of: [.reply("200 OK", flood)])
        guard case .failure(.unreachable) = try #require(results.first) else {
            Issue.record("\(results)")
            return
        }
    }

    @Test func `a connection that breaks is unreachable, and the next try works`() async throws {
        let (results, _) = await outcomes(of: [.reply("200 OK", [1]), .hangUp, .reply("200 OK", [2])])
        #expect(results.first == .success([1]))
        // A kept connection that breaks may be tried again on a new one before anybody is told.
        #expect(results.contains(.success([2])))
    }

    @Test func `where nobody listens, and what is no URL, is unreachable`() async {
        let server = TinyServer([])
        await server.close()
        for url in [server.url, "http://", "ftp://127.0.0.1"] {
            let carrier = HTTPSCarrier(HTTPSSettings(url: url))
            await #expect {
                try await carrier.send([1])
            } throws: { error in
                if case CarrierError.unreachable = error { true } else { false }
            }
            await carrier.close()
        }
    }

    @Test func `a peer that says nothing has stalled after the time-out`() async {
        let server = TinyServer([.silence])
        let settings = HTTPSSettings(url: server.url, stallTimeout: .seconds(1), bitRate: 1_000_000_000)
        let carrier = HTTPSCarrier(settings)
        await #expect(throws: CarrierError.stalled) { try await carrier.send([1]) }
        await carrier.close()
        await server.close()
    }

    @Test func `closing breaks off what is under way and refuses the rest`() async throws {
        let server = TinyServer([.silence])
        let carrier = HTTPSCarrier(HTTPSSettings(url: server.url))
        let first = Task { try await carrier.send([1]) }
        for await _ in server.arrivals { break }
        let second = Task { try await carrier.send([2]) }
        await carrier.close()
        await #expect(throws: CarrierError.closed) { try await first.value }
        await #expect(throws: CarrierError.closed) { try await second.value }
        await #expect(throws: CarrierError.closed) { try await carrier.send([3]) }
        await server.close()
    }

    @Test(
        arguments: [
            (.refused(status: 400, code: ""), true), (.refused(status: 413, code: ""), false),
            (.refused(status: 422, code: ""), false), (.refused(status: 302, code: ""), true),
            (.refused(status: 403, code: ""), true), (.refused(status: 404, code: ""), true),
            (.refused(status: 500, code: ""), true), (.busy(retryAfter: .zero), true), (.stalled, true),
            (.badReceipt(.badSignature), true), (.closed, false),
        ] as [(CarrierError, Bool)]
    )
    func `only a word about the envelope itself is final`(error: CarrierError, isTransient: Bool) {
        #expect(error.isTransient == isTransient)
    }
}
