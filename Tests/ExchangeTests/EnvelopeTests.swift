import Crypto
import FieldModel
import TestKit
import Testing

@testable import Exchange

struct EnvelopeTests {
    let parties = Parties()

    @Test(arguments: [0, 1, 100, 5_000, 300_000])
    func `content comes back as it went`(count: Int) throws {
        var random = SplitMix(UInt64(count))
        let noise = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        for content in [noise, [UInt8](repeating: 7, count: count)] {
            let envelope = try parties.seal(content)
            #expect(envelope.count <= content.count + Envelope.overhead + 1)
            #expect(try parties.open(envelope) == content)
            #expect(try EnvelopeHeader(envelope) == parties.header())
        }
    }

    @Test func `sealing twice gives nothing in common`() throws {
        let (one, two) = (try parties.seal([1, 2, 3]), try parties.seal([1, 2, 3]))
        #expect(Array(one[26..<58]) != Array(two[26..<58]))
        #expect(Envelope.digest(one) != Envelope.digest(two))
        #expect(Envelope.digest(one).count == 16)
    }

    @Test func `a change of any byte is refused`() throws {
        let envelope = try parties.seal((0..<200).map { UInt8($0) })
        for index in envelope.indices {
            for bit: UInt8 in [1, 0x80] {
                var mutated = envelope
                mutated[index] ^= bit
                #expect(throws: EnvelopeError.self, "byte \(index)") { try parties.open(mutated) }
            }
        }
    }

    @Test func `any shorter or longer form is refused`() throws {
        let envelope = try parties.seal([1, 2, 3])
        for count in 0..<envelope.count {
            #expect(throws: EnvelopeError.self, "\(count) bytes") {
                try parties.open(Array(envelope[..<count]))
            }
        }
        #expect(throws: EnvelopeError.badSignature) { try parties.open(envelope + [0]) }
    }

    @Test func `an envelope above the limit is refused before it is read`() {
        let flood = [UInt8](repeating: 0x42, count: EnvelopeLimits.envelopeBytes + 1)
        #expect(throws: EnvelopeError.oversized) { try parties.open(flood) }
    }

    @Test func `a signed envelope does not open for another recipient, node, domain or kind`() throws {
        let envelope = try parties.seal([1, 2, 3])
        for expected in [
            parties.header(kind: .receipt), parties.header(domain: .stock), parties.header(node: NodeID(8)),
        ] {
            #expect(throws: EnvelopeError.wrongRecipient) {
                try Envelope.open(
                    envelope,
                    expecting: expected,
                    from: parties.node.publicKeys,
                    with: parties.coordinator
                )
            }
        }
        #expect(throws: EnvelopeError.badSignature) {
            try Envelope.open(
                envelope,
                expecting: parties.header(),
                from: PrivateKeys().publicKeys,
                with: parties.coordinator
            )
        }
        #expect(throws: EnvelopeError.unsealable) {
            try Envelope.open(
                envelope,
                expecting: parties.header(),
                from: parties.node.publicKeys,
                with: PrivateKeys()
            )
        }
    }

    @Test func `a header moved to another node opens for nobody, whoever signs it`() throws {
        var signed = Array(try parties.seal([1, 2, 3]).dropLast(64))
        signed[9] = 8
        let forged = try parties.forge(signed)
        #expect(throws: EnvelopeError.unsealable) {
            try Envelope.open(
                forged,
                expecting: parties.header(node: NodeID(8)),
                from: parties.node.publicKeys,
                with: parties.coordinator
            )
        }
    }

    @Test func `an encapsulated key of low order is refused`() throws {
        var signed = Array(try parties.seal([1, 2, 3]).dropLast(64))
        signed.replaceSubrange(26..<58, with: [UInt8](repeating: 0, count: 32))
        let forged = try parties.forge(signed)
        #expect(throws: EnvelopeError.unsealable) { try parties.open(forged) }
    }

    @Test(
        arguments: [
            (0, 0x41, .truncated), (1, 0x41, .truncated), (2, 2, .unsupportedVersion),
            (3, 2, .unsupportedVersion),
            (4, 3, .unsupportedVersion), (5, 4, .unsupportedVersion), (5, 0, .unsupportedVersion),
        ] as [(Int, UInt8, EnvelopeError)]
    )
    func `a header that this version does not know is named so`(
        index: Int,
        value: UInt8,
        error: EnvelopeError
    ) throws {
        var envelope = try parties.seal([1])
        envelope[index] = value
        #expect(throws: error) { try EnvelopeHeader(envelope) }
    }

    @Test func `hexadecimal comes back, and nothing else is taken`() {
        let bytes = [UInt8](0...255)
        #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        for text in ["0", "0g", "+1", " 1", "0x", "ÿÿ", "1１"] { #expect(Hex.decode(text) == nil, "\(text)") }
    }
}
