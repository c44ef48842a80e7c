package import Glibc

/// A folder of a test's own, which goes away with everything in it when its last user does.
package final class TemporaryFolder: Sendable {
    /// What the system answered instead of a folder or a file.
    package struct Failure: Error {
        package let errno: Int32

        package init(errno: Int32) { self.errno = errno }

        /// Of the last call that failed.
        package static var last: Self { Self(errno: Glibc.errno) }
    }

    package let path: String

    package init(in place: String = "/tmp") throws(Failure) {
        var template = Array("\(place)/budkavle-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw .last }
        path = String(cString: made)
    }

    deinit { Self.remove(path) }

    /// Writes a file, and the folders above it; `name` stands below the folder.
    package func write(_ bytes: some Sequence<UInt8>, to name: String, mode: mode_t = 0o600) throws(Failure) {
        var folder = path
        for step in name.split(separator: "/").dropLast() {
            folder += "/\(step)"
            guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw .last }
        }
        let descriptor = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .last }
        defer { close(descriptor) }
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw .last }
            rest = rest.dropFirst(count)
        }
    }

    /// Removes a file or a folder and what is in it; links are not followed.
    private static func remove(_ path: String) {
        guard unlink(path) != 0, let listing = opendir(path) else { return }
        while let entry = readdir(listing) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { remove("\(path)/\(name)") }
        }
        closedir(listing)
        rmdir(path)
    }
}
