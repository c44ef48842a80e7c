import CLinux
import Glibc
import LinuxIO

/// Room that is kept in hand on the file system: a file of allocated blocks, given back when the disk is full so that
/// the log can be folded into the database and something be given up there.
struct Ballast {
    let path: String
    let bytes: Int64
    private(set) var isThere: Bool

    init(path: String, bytes: Int64) {
        self.path = path
        self.bytes = bytes
        isThere = Self.allocated(path) >= bytes
    }

    /// Bytes that must be free before it is made, so that it does not take the last of the disk.
    var needed: Int64 { bytes + bytes / 4 }

    /// Allocates the file, unless that would take the last of the disk; returns whether it is there.
    mutating func make() -> Bool {
        if isThere { return true }
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        guard let free = DiskSpace.free(folder), free >= needed else { return false }
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        isThere =
            clinux_allocate(descriptor, 0, off_t(bytes)) == 0 || (errno == EOPNOTSUPP && fill(descriptor))
        if !isThere { unlink(path) }
        return isThere
    }

    /// Gives the room back; returns whether there was any.
    mutating func release() -> Bool {
        defer { isThere = false }
        return unlink(path) == 0 && isThere
    }

    /// For file systems that allocate only what is written.
    private func fill(_ descriptor: Int32) -> Bool {
        let block = [UInt8](repeating: 0xFF, count: 65_536)
        var offset: Int64 = 0
        while offset < bytes {
            guard DurableFile.write(block, to: descriptor, at: Int(offset)) else { return false }
            offset += Int64(block.count)
        }
        return fsync(descriptor) == 0
    }

    private static func allocated(_ path: String) -> Int64 {
        var information = stat()
        return stat(path, &information) == 0 ? Int64(information.st_blocks) * 512 : 0
    }
}

extension DiskSpace {
    /// Bytes that this process may still write; `nil` when the file system does not say.
    static func free(_ folder: String) -> Int64? {
        (try? DiskSpace(path: folder)).map { Int64(clamping: $0.freeBytes) }
    }

    /// Allocates the first `bytes` of a file that exists, without changing its size. Where the file system cannot,
    /// blocks come as they are written.
    static func reserve(_ path: String, bytes: Int64) {
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = clinux_allocate(descriptor, 1, off_t(bytes))
        close(descriptor)
    }
}
