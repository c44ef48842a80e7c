import Glibc

/// Owns one open descriptor and closes it once: when its last user lets go.
package final class FileDescriptor: Sendable {
    package let rawValue: Int32

    /// Takes over a descriptor that is open.
    package init(owning rawValue: Int32) { self.rawValue = rawValue }

    /// Opens a file; `O_CLOEXEC` is always set.
    package init(opening path: String, flags: Int32, mode: UInt32 = 0o600) throws(Errno) {
        rawValue = try attempt { open(path, flags | O_CLOEXEC, mode) }
    }

    deinit { close(rawValue) }

    /// Reads what is there, at most what the buffer holds from `start` on; 0 is the end.
    package func read(into buffer: inout [UInt8], from start: Int = 0) throws(Errno) -> Int {
        try attempt {
            buffer.withUnsafeMutableBytes { bytes in
                let room = UnsafeMutableRawBufferPointer(rebasing: bytes[start...])
                return Glibc.read(rawValue, room.baseAddress, room.count)
            }
        }
    }

    /// Writes as much as the kernel takes now and returns how much that was.
    package func write(_ bytes: ArraySlice<UInt8>) throws(Errno) -> Int {
        try attempt {
            bytes.withUnsafeBytes { bytes in
                let sent = send(rawValue, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
                if sent >= 0 || errno != ENOTSOCK { return sent }
                return Glibc.write(rawValue, bytes.baseAddress, bytes.count)
            }
        }
    }

    /// Writes everything to a non-blocking descriptor.
    ///
    /// - Returns: false when the task was cancelled.
    /// - Throws: `.silent` when the other side takes nothing for the length of the timeout.
    package func writeAll(
        _ bytes: [UInt8],
        poller: Poller,
        timeout: Duration? = nil
    ) async throws(StreamError) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            do throws(Errno) {
                rest = rest.dropFirst(try write(rest))
            } catch  where error == .tryAgain {
                switch await poller.writable(self, timeout: timeout) {
                case .ready: continue
                case .timeout: throw .silent
                case .hangup: throw .disconnected
                case .cancelled: return false
                }
            } catch {
                throw StreamError(error)
            }
        }
        return true
    }
}
