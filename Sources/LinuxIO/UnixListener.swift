import Glibc

/// A local socket that others of the daemon's group may connect to.
package final class UnixListener: Sendable {
    package let path: String
    private let descriptor: FileDescriptor
    private let poller: Poller

    /// Binds the path with mode 0660. A socket that nobody answers on any more is replaced.
    ///
    /// - Throws: `.inUse` when somebody answers there, or when the path is not a socket.
    package init(path: String, poller: Poller, backlog: Int32 = 8) throws(Errno) {
        let address = try SocketAddress(path: path)
        descriptor = try SocketAddress.makeSocket(SOCK_STREAM)
        try Self.removeStale(path, address)
        try address.bind(descriptor)
        let raw = descriptor.rawValue
        try attempt { chmod(path, 0o660) }
        try attempt { listen(raw, backlog) }
        self.path = path
        self.poller = poller
    }

    deinit { unlink(path) }

    /// Waits for the next connection; `nil` once the task is cancelled.
    package func accept(
        maximumLine: Int = LineReader.defaultCapacity
    ) async throws(StreamError)
        -> UnixConnection?
    {
        while true {
            let raw = Glibc.accept(descriptor.rawValue, nil, nil)
            if raw >= 0 {
                _ = fcntl(raw, F_SETFD, FD_CLOEXEC)
                _ = fcntl(raw, F_SETFL, O_NONBLOCK)
                return UnixConnection(FileDescriptor(owning: raw), poller: poller, maximumLine: maximumLine)
            }
            switch errno {
            case EINTR, ECONNABORTED: continue
            case EAGAIN: break
            default: throw .system(.current)
            }
            if await poller.readable(descriptor) == .cancelled { return nil }
        }
    }

    private static func removeStale(_ path: String, _ address: SocketAddress) throws(Errno) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .inUse }
        do {
            try address.connect(try SocketAddress.makeSocket(SOCK_STREAM))
        } catch .refused {
            unlink(path)
            return
        }
        throw .inUse
    }
}
