import Glibc

/// Code of this process, mapped from a file: one line of `/proc/self/maps`.
///
/// Source: proc_pid_maps(5).
package struct CodeMapping: Sendable, Equatable {
    /// Its first address.
    package let start: UInt
    /// The address behind its last.
    package let end: UInt

    /// `nil` for a line that tells of anything else: what may be written, constants, memory without a file.
    package init?(line: Substring) {
        let words = line.split(separator: " ", omittingEmptySubsequences: true)
        guard words.count >= 6, words[1] == "r-xp", words[5].first == "/" else { return nil }
        let bounds = words[0].split(separator: "-", omittingEmptySubsequences: false)
        guard bounds.count == 2, let start = UInt(bounds[0], radix: 16), let end = UInt(bounds[1], radix: 16),
            start > 0, start < end
        else { return nil }
        self.start = start
        self.end = end
    }

    /// Lets go of all code of this process. What runs on comes back from the kernel's cache when it is next reached; what only
    /// start-up needed does not.
    ///
    /// The kernel gives up cached code that nobody has mapped sooner than code that somebody has. Breakpoints of a debugger are lost.
    package static func letGo() throws(Errno) {
        for mapping in try present() {
            // Pages of a file that nobody may write hold nothing that the file does not hold.
            try attempt {
                madvise(
                    UnsafeMutableRawPointer(bitPattern: mapping.start),
                    Int(clamping: mapping.end - mapping.start),
                    MADV_DONTNEED
                )
            }
        }
    }

    static func present() throws(Errno) -> [CodeMapping] {
        let file = try FileDescriptor(opening: "/proc/self/maps", flags: O_RDONLY)
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while text.count < 1 << 20 {
            let count = try file.read(into: &buffer)
            if count == 0 { break }
            text += buffer.prefix(count)
        }
        return String(decoding: text, as: UTF8.self).split(separator: "\n").compactMap {
            CodeMapping(line: $0)
        }
    }
}
