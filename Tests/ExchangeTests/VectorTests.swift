import Exchange
import FieldModel
import Foundation
import Testing

/// The vector of docs/protocol.md, which a reader written from that page alone opens too.
struct VectorTests {
    private struct Vector: Decodable {
        struct Stored: Decodable {
            let stream: Int
            let offset: UInt64
            let canonical: String
        }

        let node: UInt32
        let domain: UInt8
        let nodePrivate: String
        let nodePublic: String
        let coordinator: UInt64
        let coordinatorPrivate: String
        let coordinatorPublic: String
        let envelope: String
        let content: String
        let events: [Stored]
        let receipt: String
    }

    private let vector: Vector
    private let node: PrivateKeys
    private let coordinator: PrivateKeys
    private let domain: Domain

    init() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Vectors/envelope.json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        vector = try decoder.decode(Vector.self, from: Data(contentsOf: file))
        node = try #require(PrivateKeys(bytes: Hex.decode(vector.nodePrivate) ?? []))
        coordinator = try #require(PrivateKeys(bytes: Hex.decode(vector.coordinatorPrivate) ?? []))
        domain = try #require(Domain(rawValue: vector.domain))
    }

    private func header(
        _ kind: EnvelopeHeader.Kind,
        from sender: PrivateKeys,
        to recipient: PrivateKeys
    )
        -> EnvelopeHeader
    {
        EnvelopeHeader(
            kind: kind,
            domain: domain,
            node: NodeID(vector.node),
            sender: sender.publicKeys.signingID,
            recipient: recipient.publicKeys.agreementID
        )
    }

    @Test func `the keys belong together`() {
        #expect(node.publicKeys.description == vector.nodePublic)
        #expect(coordinator.publicKeys.description == vector.coordinatorPublic)
    }

    @Test func `the envelope opens to the events`() throws {
        let content = try Envelope.open(
            try #require(Hex.decode(vector.envelope)),
            expecting: header(.bundle, from: node, to: coordinator),
            from: node.publicKeys,
            with: coordinator
        )
        #expect(Hex.encode(content) == vector.content)
        let bundle = try Bundle(content, node: NodeID(vector.node), domain: domain)
        #expect(bundle.events.map { Hex.encode($0.bytes) } == vector.events.map(\.canonical))
        #expect(bundle.events.map(\.identity.offset) == vector.events.map(\.offset))
        #expect(try Hex.encode(bundle.encoded()) == vector.content)
    }

    @Test func `the stranger's receipt covers every event`() throws {
        let content = try Envelope.open(
            try #require(Hex.decode(vector.receipt)),
            expecting: header(.receipt, from: coordinator, to: node),
            from: coordinator.publicKeys,
            with: node
        )
        let receipt = try Receipt(content)
        #expect(receipt.coordinator == vector.coordinator)
        #expect(receipt.envelope == Envelope.digest(try #require(Hex.decode(vector.envelope))))
        for event in vector.events {
            #expect(
                receipt.durable.contains {
                    Int($0.stream.rawValue) == event.stream && $0.offsets.contains(event.offset)
                }
            )
        }
    }
}
