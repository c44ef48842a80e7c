import Glibc
import LinuxIO

/// The standard streams, where `print` is not enough.
enum Standard {
    static func error(_ text: String) {
        let line = Array((text + "\n").utf8)
        _ = line.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
    }

    /// Writes everything to standard output and empties the buffer, keeping its room.
    static func output(_ bytes: inout [UInt8]) throws(Errno) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { write(1, $0.baseAddress.map { $0 + sent }, $0.count - sent) }
            if count < 0, errno != EINTR { throw Errno.current }
            sent += max(0, count)
        }
        bytes.removeAll(keepingCapacity: true)
    }
}
