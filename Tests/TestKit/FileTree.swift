package import LinuxIO

/// A machine's state as the kernel would show it in files.
package final class FileTree: Sendable {
    private let folder: TemporaryFolder
    package var root: String { folder.path }
    package var files: MachineFiles { MachineFiles(root: root) }

    package init(_ files: [String: String]) throws(TemporaryFolder.Failure) {
        folder = try TemporaryFolder()
        for (path, text) in files { try write(path, Array(text.utf8)) }
    }

    package func write(_ path: String, _ bytes: [UInt8]) throws(TemporaryFolder.Failure) {
        try folder.write(bytes, to: path)
    }
}
