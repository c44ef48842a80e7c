import Glibc

/// The files in which the kernel shows the machine: `/sys` and `/proc` below a root folder.
package struct MachineFiles: Sendable {
    /// More bytes than any attribute that is read here has.
    private static let maximumBytes = 8_192
    /// More entries than any folder that is read here has.
    private static let maximumEntries = 256

    /// Without a slash at its end; empty for the machine's own.
    package let root: String

    package init(root: String = "") { self.root = root }

    /// A small text file without the white space around it; `nil` when it cannot be read or is no text.
    package func text(_ path: String) -> String? {
        guard let file = try? FileDescriptor(opening: root + path, flags: O_RDONLY | O_NONBLOCK) else {
            return nil
        }
        var buffer = [UInt8](repeating: 0, count: Self.maximumBytes)
        var bytes: [UInt8] = []
        while bytes.count < Self.maximumBytes {
            // Some attributes answer with an error while their device sleeps.
            guard let count = try? file.read(into: &buffer) else { return nil }
            if count == 0 { break }
            bytes += buffer.prefix(min(count, Self.maximumBytes - bytes.count))
        }
        let isSpace: (UInt8) -> Bool = { $0 <= 0x20 }
        let inner = bytes.drop(while: isSpace)
        guard let last = inner.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(validating: inner[...last], as: UTF8.self)
    }

    /// A decimal number.
    package func number(_ path: String) -> Int64? { text(path).flatMap { Int64($0) } }

    /// Names in a folder, in order, without those that begin with a dot; empty when there is no such folder.
    package func names(in folder: String) -> [String] {
        guard let stream = opendir(root + folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while names.count < Self.maximumEntries, let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let name, !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
