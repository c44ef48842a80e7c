import Glibc
import TestKit

/// A file system of its own, of a few megabytes, that somebody else can fill. Mounting it needs the right to.
final class SmallDisk: Sendable {
    private let folder: TemporaryFolder
    var path: String { folder.path }

    /// Whether this process may mount.
    static let isPossible = (try? SmallDisk(bytes: 1 << 20)) != nil

    init(bytes: Int64) throws(TemporaryFolder.Failure) {
        folder = try TemporaryFolder()
        guard mount("tmpfs", folder.path, "tmpfs", 0, "size=\(bytes)") == 0 else { throw .last }
    }

    deinit { umount2(path, Int32(MNT_DETACH)) }

    private var other: String { path + "/other" }

    /// Bytes that can still be written.
    var free: Int64 {
        var information = statvfs()
        guard statvfs(path, &information) == 0 else { return 0 }
        return Int64(information.f_bavail) * Int64(information.f_frsize)
    }

    /// Lets somebody else take everything but so many bytes.
    func fill(leaving bytes: Int64 = 0) throws(TemporaryFolder.Failure) {
        let descriptor = open(other, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .last }
        defer { close(descriptor) }
        // Others take and give back at the same time.
        for _ in 0..<100 {
            var information = stat()
            guard fstat(descriptor, &information) == 0 else { throw .last }
            let size = Int64(information.st_size) + free - bytes
            guard size > information.st_size else { return }
            let code = posix_fallocate(descriptor, 0, off_t(size))
            guard code == 0 || code == ENOSPC else { throw TemporaryFolder.Failure(errno: code) }
        }
    }

    /// Lets somebody else go away.
    func empty() { unlink(other) }
}
