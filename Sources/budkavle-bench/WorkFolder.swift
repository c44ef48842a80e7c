import ArgumentParser
import Glibc

/// A folder of one measurement.
struct WorkFolder {
    let path: String

    /// Refuses a file system in memory: nothing that is measured there tells of a disk.
    init(in directory: String) throws {
        guard let kind = Shell.output("stat -f -c %T \(Shell.quoted(directory))") else {
            throw ValidationError("\(directory) does not exist.")
        }
        guard !kind.hasPrefix("tmpfs"), !kind.hasPrefix("ramfs") else {
            throw ValidationError("\(directory) is in memory; name a folder on a disk.")
        }
        // mkdtemp puts a name of its own in place of the six letters.
        var template = Array("\(directory)/bench-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw ValidationError("\(directory): \(String(cString: strerror(errno)))")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Makes a folder inside and returns its path.
    func folder(_ name: String) throws -> String {
        let folder = "\(path)/\(name)"
        guard mkdir(folder, 0o700) == 0 else {
            throw ValidationError("\(folder): \(String(cString: strerror(errno)))")
        }
        return folder
    }

    func remove() { _ = Shell.output("rm -r \(Shell.quoted(path))") }
}
