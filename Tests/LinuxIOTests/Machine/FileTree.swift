import Glibc
import LinuxIO

/// A folder with files in it as the kernel would show them; goes away with its last user.
final class FileTree: Sendable {
    let root: String

    init(_ files: [String: String]) throws {
        var pattern = Array("/tmp/budkavle-machine-XXXXXX".utf8CString)
        guard mkdtemp(&pattern) != nil else { throw Errno.current }
        root = pattern.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
        for (path, text) in files { try write(path, Array(text.utf8)) }
    }

    deinit { Self.remove(root) }

    private static func remove(_ path: String) {
        if let stream = opendir(path) {
            while let entry = readdir(stream) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name != ".", name != ".." { remove("\(path)/\(name)") }
            }
            closedir(stream)
        }
        Glibc.remove(path)
    }

    var files: MachineFiles { MachineFiles(root: root) }

    func write(_ path: String, _ bytes: [UInt8]) throws {
        var folder = root
        for step in path.split(separator: "/").dropLast() {
            folder += "/\(step)"
            mkdir(folder, 0o700)
        }
        let file = try FileDescriptor(opening: root + path, flags: O_WRONLY | O_CREAT | O_TRUNC)
        var rest = bytes[...]
        while !rest.isEmpty { rest = rest.dropFirst(try file.write(rest)) }
    }
}
