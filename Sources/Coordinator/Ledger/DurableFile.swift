import Glibc
import LinuxIO

/// Small files that are on the disk when a call returns.
enum DurableFile {
    /// What a file holds, at most `limit` bytes of it; `nil` where there is none.
    static func read(_ path: String, limit: Int) throws(Errno) -> [UInt8]? {
        do throws(Errno) {
            let file = try FileDescriptor(opening: path, flags: O_RDONLY)
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: min(limit, 65_536))
            while bytes.count < limit {
                let count = try file.read(into: &buffer)
                if count == 0 { break }
                bytes += buffer[..<count]
            }
            return Array(bytes.prefix(limit))
        } catch {
            if error == .notFound { return nil }
            throw error
        }
    }

    /// Puts a file with mode 0600 in place of another, whole or not at all.
    static func replace(_ path: String, with bytes: [UInt8]) throws(Errno) {
        let temporary = path + ".new"
        let file = try FileDescriptor(opening: temporary, flags: O_WRONLY | O_CREAT | O_TRUNC)
        var rest = bytes[...]
        while !rest.isEmpty { rest = rest.dropFirst(try file.write(rest)) }
        guard fsync(file.rawValue) == 0 else { throw .current }
        try move(temporary, to: path)
    }

    /// Renames a file and waits until the folder knows.
    static func move(_ path: String, to target: String) throws(Errno) {
        guard rename(path, target) == 0 else { throw .current }
        try syncDirectory(of: target)
    }

    static func sync(_ path: String) throws(Errno) {
        let file = try FileDescriptor(opening: path, flags: O_RDONLY)
        guard fsync(file.rawValue) == 0 else { throw .current }
    }

    static func syncDirectory(of path: String) throws(Errno) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        try sync(folder)
    }
}
