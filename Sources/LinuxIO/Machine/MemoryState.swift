/// How much memory there is.
///
/// Source: proc_meminfo(5): `MemAvailable` counts what programs can have without swapping.
package struct MemoryState: Sendable, Equatable {
    /// MiB.
    package var total: UInt32
    /// MiB.
    package var available: UInt32

    /// `nil` when /proc/meminfo does not tell.
    package init?(_ files: MachineFiles) {
        guard let text = files.text("/proc/meminfo") else { return nil }
        var values: [Substring: UInt64] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            guard words.count == 3, words[2] == "kB", let value = UInt64(words[1]) else { continue }
            values[words[0]] = value
        }
        guard let total = values["MemTotal:"], let available = values["MemAvailable:"] else { return nil }
        self.total = UInt32(clamping: total / 1_024)
        self.available = UInt32(clamping: available / 1_024)
    }
}
