import Glibc

/// The device nodes of a folder.
package enum DeviceNodes {
    /// More of them are not looked at.
    private static let maximum = 1_024

    /// The paths of `event0`, `event1`… for the prefix `event`, by number; none where there is no such folder.
    static func list(_ folder: String, prefix: String) -> [String] {
        names(in: folder, prefix: prefix).map { "\(folder)/\($0)" }
    }

    /// As above, without the folder.
    package static func names(in folder: String, prefix: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var numbers: [UInt32] = []
        while numbers.count < maximum, let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name.hasPrefix(prefix), let number = UInt32(name.dropFirst(prefix.count)) else { continue }
            numbers.append(number)
        }
        return numbers.sorted().map { "\(prefix)\($0)" }
    }
}
