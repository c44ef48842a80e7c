import Glibc

/// A file read at any place, whatever the disk does: what is not there or cannot be read gives zeros.
final class PageFile: Sendable {
    private static let sector = 512

    private let descriptor: Int32
    /// Bytes; 0 for a file that is not there.
    let size: Int

    init(path: String) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        var information = stat()
        let isFile =
            descriptor >= 0 && fstat(descriptor, &information) == 0
            && information.st_mode & S_IFMT == S_IFREG
        size = isFile ? Int(information.st_size) : 0
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Fills a whole page; returns whether the file reaches that far at all.
    func read(into page: inout [UInt8], at offset: Int) -> Bool {
        guard offset >= 0, offset < size else { return false }
        let wanted = min(page.count, size - offset)
        page.withUnsafeMutableBytes { buffer in
            let filled = fill(UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]), at: offset)
            UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]).initializeMemory(
                as: UInt8.self,
                repeating: 0
            )
        }
        return true
    }

    /// The bytes from `offset` on; `nil` unless the file has them all.
    func bytes(at offset: Int, count: Int) -> [UInt8]? {
        guard offset >= 0, offset <= size - count else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        return read(into: &bytes, at: offset) ? bytes : nil
    }

    /// One bad sector costs itself, not the page around it.
    private func fill(_ buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
        var piece = buffer.count
        var filled = 0
        while filled < buffer.count {
            let rest = min(piece, buffer.count - filled)
            let count = pread(
                descriptor,
                buffer.baseAddress.map { $0 + filled },
                rest,
                off_t(offset + filled)
            )
            if count > 0 {
                filled += count
            } else if count == 0 {
                break
            } else if errno != EINTR {
                if rest <= Self.sector {
                    UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<filled + rest])
                        .initializeMemory(as: UInt8.self, repeating: 0)
                    filled += rest
                }
                piece = Self.sector
            }
        }
        return filled
    }
}

extension [UInt8] {
    /// Two bytes, big-endian.
    func short(at index: Int) -> Int { Int(self[index]) << 8 | Int(self[index + 1]) }

    /// Four bytes, big-endian.
    func word(at index: Int) -> UInt32 { UInt32(short(at: index)) << 16 | UInt32(short(at: index + 2)) }
}
