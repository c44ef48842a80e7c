import Glibc

/// Small files that must be on the disk before anything goes on.
package enum DurableFile {
    /// Replaces a file in one step: after a power cut it holds the old bytes or the new ones.
    package static func replace(
        _ path: String,
        with bytes: [UInt8],
        mode: UInt32 = 0o600
    ) throws(JournalError) {
        try prepare(path, with: bytes, mode: mode)
        try finish(path)
    }

    /// The first half of `replace`: the bytes are on the disk, under a name of their own.
    package static func prepare(
        _ path: String,
        with bytes: [UInt8],
        mode: UInt32 = 0o600
    ) throws(JournalError) {
        let temporary = waiting(path)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .file(path: temporary, errno: errno) }
        let isWritten = write(bytes, to: descriptor, at: 0) && fsync(descriptor) == 0
        let failure = errno
        close(descriptor)
        guard isWritten else { throw .file(path: temporary, errno: failure) }
        try syncDirectory(of: path)
    }

    /// The second half: what was prepared has its name.
    package static func finish(_ path: String) throws(JournalError) {
        guard rename(waiting(path), path) == 0 else { throw .file(path: path, errno: errno) }
        try syncDirectory(of: path)
    }

    /// Where a file lies between the two halves.
    package static func waiting(_ path: String) -> String { path + ".new" }

    /// Reads a file of at most `limit` bytes; `nil` when it does not exist.
    package static func read(_ path: String, limit: Int) throws(JournalError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .file(path: path, errno: errno)
        }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: limit)
        var filled = 0
        while filled < limit {
            let count = bytes[filled...].withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .file(path: path, errno: errno) }
            if count == 0 { break }
            filled += count
        }
        return Array(bytes[..<filled])
    }

    static func write(_ bytes: [UInt8], to descriptor: Int32, at offset: Int) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset + written))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }

    static func syncDirectory(of path: String) throws(JournalError) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .file(path: folder, errno: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .file(path: folder, errno: errno) }
    }
}
