import ArgumentParser
import Glibc

/// What the disk itself allows: appends to a plain file, each with an fdatasync.
final class AppendFile {
    private let descriptor: Int32

    init(path: String) throws {
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw ValidationError("\(path): \(String(cString: strerror(errno)))") }
    }

    deinit { close(descriptor) }

    /// Seconds of the middle one of so many appends.
    func medianSync(of bytes: Int, count: Int) throws -> Double {
        let block = [UInt8](repeating: 0xA5, count: bytes)
        return Stopwatch.median(try (0..<count).map { _ in try Stopwatch.time { try append(block) } })
    }

    /// Seconds of all.
    func append(of bytes: Int, count: Int) throws -> Double {
        let block = [UInt8](repeating: 0xA5, count: bytes)
        return try Stopwatch.time { for _ in 0..<count { try append(block) } }
    }

    private func append(_ block: [UInt8]) throws {
        let count = block.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard count == block.count, fdatasync(descriptor) == 0 else {
            throw ValidationError("append: \(String(cString: strerror(errno)))")
        }
    }
}
