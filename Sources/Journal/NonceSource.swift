import Crypto
import Glibc
import Synchronization

/// Random nonces of 12 bytes from the kernel, 21 with one call. None is given out twice.
final class NonceSource: Sendable {
    private static let size = 12
    /// The most whole nonces in the 256 bytes that `getentropy` gives at once.
    private static let block = 21 * size

    private struct Block {
        var bytes = [UInt8](repeating: 0, count: NonceSource.block)
        var used = NonceSource.block
    }

    private let block = Mutex(Block())

    /// The next nonce; `nil` when the kernel gives no random bytes.
    func next() -> ChaChaPoly.Nonce? {
        block.withLock { block in
            if block.used == Self.block {
                guard getentropy(&block.bytes, Self.block) == 0 else { return nil }
                block.used = 0
            }
            defer { block.used += Self.size }
            // Fails only for another length.
            return try? ChaChaPoly.Nonce(data: block.bytes[block.used..<block.used + Self.size])
        }
    }
}
