import Glibc

/// A file that the configuration is in or names, read with a bound.
package struct ConfigFile {
    package let path: String

    package init(path: String) { self.path = path }

    /// The whole content of a regular file.
    ///
    /// - Throws: what is wrong, as a sentence without the path.
    package func read(limit: Int) throws(Refusal) -> [UInt8] {
        let descriptor = try opened()
        defer { close(descriptor) }
        var content = [UInt8](repeating: 0, count: limit + 1)
        var count = 0
        while count < content.count {
            let got = content.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress?.advanced(by: count), $0.count - count)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw Refusal(errno: errno) }
            if got == 0 { break }
            count += got
        }
        guard count <= limit else { throw Refusal(reason: "larger than \(limit / 1024) KiB") }
        return Array(content.prefix(count))
    }

    /// The same for a document; the refusal is a fault of it.
    package func document(limit: Int) throws(ConfigFault) -> [UInt8] {
        do throws(Refusal) {
            return try read(limit: limit)
        } catch {
            throw ConfigFault(line: nil, key: "", message: "cannot be read: \(error.reason)")
        }
    }

    /// Why the file cannot be read, or `nil` when it can.
    package var refusal: Refusal? {
        do throws(Refusal) {
            close(try opened())
            return nil
        } catch {
            return error
        }
    }

    /// A descriptor of the file. Without blocking, because a named pipe would wait for its writer.
    private func opened() throws(Refusal) -> Int32 {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw Refusal(errno: errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw Refusal(reason: "not a regular file")
        }
        return descriptor
    }

    /// Why a file was not read.
    package struct Refusal: Error {
        package let reason: String

        package init(reason: String) { self.reason = reason }
        package init(errno code: Int32) { reason = String(cString: strerror(code)) }
    }
}

extension ConfigFile {
    /// The folder of the file, to which its relative paths belong.
    package var folder: String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The path that a device or file really has, with its symbolic links followed; as written when it is absent.
    package var canonicalPath: String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
