import Crypto
import Exchange
import FieldModel
import SwiftProtobuf
import TestKit
import Testing
import Wire

struct ReceiptTests {
    static let receipt = Receipt(
        coordinator: 0xC0FFEE,
        incarnation: [UInt8](1...16),
        bootNonce: [UInt8](2...17),
        unixMilliseconds: 1_800_000_000_123,
        durable: [
            .init(
                epoch: Epoch(counter: 1, random: 2),
                stream: .track,
                offsets: IntervalSet([0..<10, 12..<13, 1 << 40..<1 << 41])
            ),
            .init(epoch: Epoch(counter: 1, random: 2), stream: .node, offsets: IntervalSet()),
        ],
        envelope: [UInt8](3...18),
        baseline: Baseline(
            id: [UInt8](4...19),
            through: [
                .init(epoch: Epoch(counter: 1, random: 2), stream: .stock, next: 40),
                .init(epoch: Epoch(counter: 2, random: 1), stream: .stock, next: 0),
            ],
            missing: 3,
            count: 7,
            first: 2,
            rows: [.init(isExercise: false, state: [1, 2]), .init(isExercise: true, state: [])]
        )
    )

    @Test func `a receipt comes back as it went`() throws {
        #expect(try Receipt(Self.receipt.encoded()) == Self.receipt)
    }

    struct Lie: Sendable {
        let change: @Sendable (inout PBReceipt) -> Void
    }

    @Test(
        arguments: [
            Lie { $0.incarnation.removeLast() }, Lie { $0.bootNonce.removeAll() },
            Lie { $0.envelope.append(1) },
            Lie { $0.durable[0].stream = 7 }, Lie { $0.durable[0].stream = 0 },
            Lie { $0.durable[0].ranges = [1] }, Lie { $0.durable[0].ranges = [1, .max] },
            Lie { $0.durable = Array(repeating: $0.durable[0], count: 1025) },
            Lie { $0.baseline.id.removeLast() }, Lie { $0.baseline.first = 8 }, Lie { $0.baseline.count = 3 },
            Lie { $0.baseline.count = 262_145 }, Lie { $0.baseline.through.swapAt(0, 1) },
            Lie { $0.baseline.through[1].stream = 2 }, Lie { $0.baseline.through[0].next = .max },
            Lie { $0.baseline.through[0].stream = 7 },
        ]
    )
    func `a receipt beyond its bounds is refused`(lie: Lie) throws {
        var wire = try PBReceipt(serializedBytes: Self.receipt.encoded())
        lie.change(&wire)
        let content: [UInt8] = try wire.serializedBytes()
        #expect(throws: EnvelopeError.malformed) { try Receipt(content) }
    }

    @Test func `mutated receipts are refused or read, never fatal`() throws {
        var random = SplitMix(3)
        let content = try Self.receipt.encoded()
        for index in content.indices {
            for _ in 0..<8 {
                var mutated = content
                mutated[index] = UInt8.random(in: 0...255, using: &random)
                _ = try? Receipt(mutated)
            }
            _ = try? Receipt(Array(content[..<index]))
        }
    }
}

struct KeySetTests {
    let root = Curve25519.Signing.PrivateKey()
    let set = KeySet(
        coordinator: 5,
        name: "PECC",
        keys: PrivateKeys().publicKeys,
        domains: [.transport, .node],
        serial: 2
    )

    @Test func `a key set that the root signed comes back`() throws {
        #expect(try KeySet(set.signed(by: root), root: root.publicKey) == set)
    }

    @Test func `another root, a change of any byte and any shorter form are refused`() throws {
        let file = try set.signed(by: root)
        #expect(KeySet(file, root: Curve25519.Signing.PrivateKey().publicKey) == nil)
        #expect(KeySet(file + [UInt8](repeating: 0, count: 4096), root: root.publicKey) == nil)
        for index in file.indices {
            var mutated = file
            mutated[index] ^= 1
            #expect(KeySet(mutated, root: root.publicKey) == nil, "byte \(index)")
            #expect(KeySet(Array(file[..<index]), root: root.publicKey) == nil, "\(index) bytes")
        }
    }

    @Test func `keys come back from their bytes, and from nothing else`() {
        let keys = PrivateKeys()
        #expect(PrivateKeys(bytes: keys.bytes)?.publicKeys == keys.publicKeys)
        #expect(PublicKeys(bytes: keys.publicKeys.bytes) == keys.publicKeys)
        #expect(keys.publicKeys.description.count == 128)
        #expect(PrivateKeys(bytes: Array(keys.bytes.dropLast())) == nil)
        #expect(PublicKeys(bytes: keys.publicKeys.bytes + [0]) == nil)
    }
}
