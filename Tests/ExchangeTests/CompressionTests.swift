import TestKit
import Testing

@testable import Exchange

struct CompressionTests {
    /// A packed zstd frame with another size declared before it.
    private func packed(_ content: [UInt8], declared: Int) throws -> [UInt8] {
        let packed = Compression.pack(content)
        try #require(packed[0] == 1)
        return [1] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: declared >> $0) } + packed[5...]
    }

    @Test func `what compression does not shrink travels plainly`() throws {
        #expect(Compression.pack([]) == [0])
        #expect(Compression.pack([1, 2, 3]) == [0, 1, 2, 3])
        let zeros = [UInt8](repeating: 0, count: 100_000)
        #expect(Compression.pack(zeros).count < 100)
        #expect(try Compression.unpack(Compression.pack(zeros)) == zeros)
    }

    @Test func `a declared size above the limit is a bomb, whatever follows`() throws {
        let bomb = try packed([UInt8](repeating: 0, count: 1_000), declared: EnvelopeLimits.contentBytes + 1)
        #expect(throws: EnvelopeError.bomb) { try Compression.unpack(bomb) }
        #expect(throws: EnvelopeError.bomb) { try Compression.unpack([1, 0xFF, 0xFF, 0xFF, 0xFF, 0]) }
        let plain = [UInt8](repeating: 0, count: EnvelopeLimits.contentBytes + 2)
        #expect(throws: EnvelopeError.bomb) { try Compression.unpack(plain) }
    }

    @Test(arguments: [0, 1, 999])
    func `a frame that holds more than it declares is a bomb`(declared: Int) throws {
        let bomb = try packed([UInt8](repeating: 0, count: 1_000), declared: declared)
        #expect(throws: EnvelopeError.bomb) { try Compression.unpack(bomb) }
    }

    @Test func `a frame that holds less than it declares is malformed`() throws {
        let short = try packed([UInt8](repeating: 0, count: 1_000), declared: 1_001)
        #expect(throws: EnvelopeError.malformed) { try Compression.unpack(short) }
    }

    @Test(
        arguments: [[], [2], [1], [1, 0, 0, 0], [1, 0, 0, 0, 0], [1, 0, 0, 0, 4, 1, 2, 3, 4]] as [[UInt8]]
    )
    func `bytes that are no frame are malformed`(bytes: [UInt8]) {
        #expect(throws: EnvelopeError.malformed) { try Compression.unpack(bytes) }
    }

    @Test func `mutated frames are refused or read within bounds`() throws {
        var random = SplitMix(1)
        let content = (0..<2_000).map { UInt8($0 / 16 % 256) }
        let whole = Compression.pack(content)
        for index in whole.indices {
            var mutated = whole
            mutated[index] = UInt8.random(in: 0...255, using: &random)
            // A refusal is as good as content of the declared size.
            if let unpacked = try? Compression.unpack(mutated) {
                #expect(unpacked.count <= EnvelopeLimits.contentBytes)
            }
        }
    }
}
