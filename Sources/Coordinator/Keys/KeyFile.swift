import Glibc
import LinuxIO

/// The files in a coordinator's directory of keys.
enum KeyFile {
    /// The root's private key; kept offline once the key set is signed.
    static let root = "root.key"
    static let rootPublic = "root.pub"
    static let coordinator = "coordinator.key"
    static let keySet = "coordinator.keyset"
    static let all = [root, rootPublic, coordinator, keySet]

    static func read(_ path: String) throws(KeysError) -> [UInt8] {
        do throws(Errno) {
            let file = try FileDescriptor(opening: path, flags: O_RDONLY)
            var buffer = [UInt8](repeating: 0, count: 8192)
            let count = try file.read(into: &buffer)
            return Array(buffer[..<count])
        } catch {
            throw .file(path: path, error)
        }
    }

    /// The text of a file without the white space around it.
    static func readText(_ path: String) throws(KeysError) -> String {
        let text = String(decoding: try read(path), as: UTF8.self)
        return String(text.filter { !$0.isWhitespace })
    }

    static func write(_ directory: String, _ name: String, _ text: String, mode: UInt32) throws(KeysError) {
        try write(directory, name, Array(text.utf8), mode: mode)
    }

    /// Writes a file that must not be there yet, and waits until it is on the disk.
    static func write(_ directory: String, _ name: String, _ bytes: [UInt8], mode: UInt32) throws(KeysError) {
        let path = directory + "/" + name
        do throws(Errno) {
            let file = try FileDescriptor(opening: path, flags: O_WRONLY | O_CREAT | O_EXCL, mode: mode)
            var rest = bytes[...]
            while !rest.isEmpty { rest = rest.dropFirst(try file.write(rest)) }
            guard fsync(file.rawValue) == 0 else { throw .current }
        } catch {
            throw .file(path: path, error)
        }
    }
}
