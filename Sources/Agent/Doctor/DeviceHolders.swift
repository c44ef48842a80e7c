import ConfigFiles
import Glibc
import LinuxIO

/// Which other programs have a device open.
///
/// Source: proc_pid_fd(5). Those of other users are seen only by root.
enum DeviceHolders {
    /// Names with process ids, such as `ModemManager (512)`.
    static func names(of path: String, _ files: MachineFiles = MachineFiles()) -> [String] {
        let device = ConfigFile(path: path).canonicalPath
        var names: [String] = []
        for process in processes() where process != getpid() && names.count < 8 {
            let folder = "/proc/\(process)/fd"
            let isHolder = files.names(in: folder).contains { target(of: "\(folder)/\($0)") == device }
            if isHolder { names.append("\(files.text("/proc/\(process)/comm") ?? "?") (\(process))") }
        }
        return names
    }

    private static func processes() -> [pid_t] {
        guard let stream = opendir("/proc") else { return [] }
        defer { closedir(stream) }
        var processes: [pid_t] = []
        while processes.count < 32_768, let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let process = pid_t(name) { processes.append(process) }
        }
        return processes.sorted()
    }

    private static func target(of link: String) -> String? {
        var name = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = name.withUnsafeMutableBytes { bytes in
            bytes.assumingMemoryBound(to: CChar.self).baseAddress.map { readlink(link, $0, bytes.count) }
                ?? -1
        }
        return count > 0 ? String(decoding: name.prefix(count), as: UTF8.self) : nil
    }
}
