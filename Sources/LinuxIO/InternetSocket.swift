import Glibc

/// TCP as a client, UDP as a listener.
package enum InternetSocket {
    /// Connects; `nil` once the task is cancelled.
    ///
    /// - Throws: `.silent` when nobody answers in time; `.system` when somebody refuses.
    package static func connect(
        to address: NetworkAddress,
        poller: Poller,
        timeout: Duration
    ) async throws(StreamError) -> FileDescriptor? {
        let descriptor = try open(address, SOCK_STREAM)
        if begin(descriptor, address) { return descriptor }
        guard errno == EINPROGRESS || errno == EINTR else { throw StreamError(.current) }
        switch await poller.writable(descriptor, timeout: timeout) {
        case .cancelled: return nil
        case .timeout: throw .silent
        case .ready, .hangup: break
        }
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor.rawValue, SOL_SOCKET, SO_ERROR, &code, &size) == 0 else {
            throw StreamError(.current)
        }
        guard code == 0 else { throw StreamError(Errno(rawValue: code)) }
        return descriptor
    }

    /// Receives datagrams sent to an address of this machine.
    package static func listen(on address: NetworkAddress) throws(StreamError) -> FileDescriptor {
        let descriptor = try open(address, SOCK_DGRAM)
        let raw = descriptor.rawValue
        let result = address.withSocketAddress { Glibc.bind(raw, $0, $1) }
        guard result == 0 else { throw StreamError(.current) }
        return descriptor
    }

    /// Where a socket is bound; `nil` for one that is not.
    package static func address(of descriptor: FileDescriptor) -> NetworkAddress? {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutableBytes(of: &storage) {
            getsockname(descriptor.rawValue, $0.assumingMemoryBound(to: sockaddr.self).baseAddress, &size)
        }
        return result == 0 ? NetworkAddress(storage) : nil
    }

    private static func begin(_ descriptor: FileDescriptor, _ address: NetworkAddress) -> Bool {
        address.withSocketAddress { Glibc.connect(descriptor.rawValue, $0, $1) } == 0
    }

    private static func open(
        _ address: NetworkAddress,
        _ kind: __socket_type
    ) throws(StreamError) -> FileDescriptor {
        let flags = Int32(kind.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let raw = socket(address.family, flags, 0)
        guard raw >= 0 else { throw StreamError(.current) }
        return FileDescriptor(owning: raw)
    }
}
