import Coordinator
import Exchange
import FieldModel
import Logging
import TestKit
import Testing
import Wire

@Suite struct EnvelopeHTTPTests {
    @Test func `an envelope is answered with a sealed receipt, and a replay with a fresh one`() async throws {
        let site = try Site()
        let bundle = BundleFixture.bundle([try BundleFixture.fix(0), try BundleFixture.fix(1)])
        let envelope = try site.seal(bundle)
        try await site.serve { ports in
            let client = HTTPClient(port: ports.envelopes)
            let answer = try await client.post("/v1/envelopes", envelope)
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "application/octet-stream")
            let receipt = try site.open(answer.body)
            #expect(receipt.coordinator == site.keys.keySet.coordinator)
            #expect(receipt.bootNonce == bundle.bootNonce)
            #expect(receipt.envelope == Envelope.digest(envelope))
            #expect(receipt.durable.map(\.offsets) == [IntervalSet([0..<2])])

            let replay = try await client.post("/v1/envelopes", envelope)
            #expect(replay.status == 200 && replay.body != answer.body)
            #expect(try site.open(replay.body).durable == receipt.durable)
            let metrics = try await HTTPClient(port: ports.reading).get("/metrics").text
            #expect(metrics.contains("budkavle_duplicates_total 2\n"))
        }
    }

    @Test func `each refusal has its own status, code and counter, and stores nothing`() async throws {
        let site = try Site(domains: [.transport, .node])
        let stranger = PrivateKeys()
        let content = try BundleFixture.bundle([try BundleFixture.fix(0)]).encoded()
        let good = try Envelope.seal(content, for: site)
        var wrongVersion = good
        wrongVersion[2] = 99
        var wrongSignature = good
        wrongSignature[good.count - 1] ^= 1
        let cases: [(code: String, status: Int, envelope: [UInt8])] = [
            ("truncated", 400, []),
            ("truncated", 400, Array(good[..<20])),
            ("truncated", 400, Array(good[..<100])),
            ("bad_signature", 401, wrongSignature),
            ("bad_signature", 401, try Envelope.seal(content, for: site, from: stranger)),
            ("unknown_node", 403, try Envelope.seal(content, for: site, node: NodeID(8))),
            ("oversized", 413, good + [UInt8](repeating: 0, count: EnvelopeLimits.envelopeBytes)),
            ("unsupported_version", 415, wrongVersion),
            ("wrong_recipient", 421, try Envelope.seal(content, for: site, to: stranger.publicKeys)),
            ("wrong_recipient", 421, try Envelope.seal(content, for: site, domain: .stock)),
            ("malformed", 422, try Envelope.seal([1, 2, 3], for: site)),
            ("decompression_bomb", 422, try Envelope.seal(packed: Self.declaredBomb(), for: site)),
            ("decompression_bomb", 422, try Envelope.seal(packed: Self.lyingBomb(), for: site)),
        ]
        try await site.serve { ports in
            let client = HTTPClient(port: ports.envelopes)
            var counts: [String: Int] = [:]
            for (code, status, envelope) in cases {
                let answer = try await client.post("/v1/envelopes", envelope)
                #expect(answer.status == status, "\(code)")
                #expect(answer.text == "{\"error\":\"\(code)\"}\n")
                counts[code, default: 0] += 1
            }
            let metrics = try await HTTPClient(port: ports.reading).get("/metrics").text
            for (code, count) in counts {
                #expect(metrics.contains("budkavle_refused_total{reason=\"\(code)\"} \(count)\n"), "\(code)")
            }
            #expect(metrics.contains("budkavle_envelopes_total 0\n"))
        }
        let ledger = try await site.openLedger()
        #expect(try await ledger.projections(of: Site.node).isEmpty)
        try await ledger.revokeNode(Site.node, at: 2)
        await ledger.close()
    }

    @Test func `a revoked node is told that it is gone`() async throws {
        let site = try Site()
        let envelope = try site.seal(BundleFixture.bundle([try BundleFixture.fix(0)]))
        try await site.serve { ports in
            let config = try site.config
            _ = try await ControlCommand.revoke(Site.node).send(config: config)
            let answer = try await HTTPClient(port: ports.envelopes).post("/v1/envelopes", envelope)
            #expect(answer.status == 410 && answer.text == "{\"error\":\"revoked_node\"}\n")
        }
    }

    @Test func `a body without a length is read no further than an envelope can be`() async throws {
        let site = try Site()
        try await site.serve { ports in
            let head =
                "POST /v1/envelopes HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
            let chunk = Array("10000\r\n".utf8) + [UInt8](repeating: 7, count: 65_536) + Array("\r\n".utf8)
            let body = (0..<20).flatMap { _ in chunk } + Array("0\r\n\r\n".utf8)
            let answer = try await HTTPClient(port: ports.envelopes).exchange(Array(head.utf8) + body)
            #expect(answer.status == 413)
        }
    }

    @Test func `an envelope that is changed at any byte is refused and leaves nothing`() async throws {
        let site = try Site()
        let good = try site.seal(BundleFixture.bundle([try BundleFixture.fix(0)]))
        let ledger = try await site.openLedger()
        let intake = Intake(keys: site.keys, ledger: ledger, logger: .init(label: "test"))
        var random = SplitMix(1)
        for position in good.indices {
            var bytes = good
            bytes[position] ^= .random(in: 1...255, using: &random)
            let bad = bytes
            await #expect(throws: Refusal.self, "byte \(position)") { try await intake.take(bad) }
        }
        #expect(intake.counters.current.refusals.values.reduce(0, +) == UInt64(good.count))
        #expect(intake.counters.current.envelopes == 0)
        #expect(try await ledger.projections(of: Site.node).isEmpty)
        _ = try await intake.take(good)
        #expect(intake.counters.current.envelopes == 1)
        await ledger.close()
    }

    /// A frame that declares more than content may have.
    private static func declaredBomb() -> [UInt8] {
        Compression.pack([UInt8](repeating: 0, count: EnvelopeLimits.contentBytes + 1))
    }

    /// A frame that holds more than it declares.
    private static func lyingBomb() -> [UInt8] {
        var packed = Compression.pack([UInt8](repeating: 0, count: EnvelopeLimits.contentBytes))
        packed.replaceSubrange(1..<5, with: [0, 0, 0, 100])
        return packed
    }
}

extension Envelope {
    fileprivate static func seal(
        _ content: [UInt8],
        for site: Site,
        node: NodeID = Site.node,
        domain: Domain = .transport,
        from sender: PrivateKeys? = nil,
        to recipient: PublicKeys? = nil
    ) throws -> [UInt8] {
        try seal(
            content,
            kind: .bundle,
            domain: domain,
            node: node,
            from: sender ?? site.nodeKeys,
            to: recipient ?? site.keys.privateKeys.publicKeys
        )
    }

    fileprivate static func seal(packed: [UInt8], for site: Site) throws -> [UInt8] {
        try seal(
            packed: packed,
            kind: .bundle,
            domain: .transport,
            node: Site.node,
            from: site.nodeKeys,
            to: site.keys.privateKeys.publicKeys
        )
    }
}
