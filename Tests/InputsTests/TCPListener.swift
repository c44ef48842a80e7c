import Glibc
import LinuxIO

/// A TCP port of this machine that takes connections and says what it is told to.
final class TCPListener: Sendable {
    let address: NetworkAddress
    private let descriptor: FileDescriptor
    private let poller: Poller

    init(poller: Poller) throws {
        let raw = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
        descriptor = FileDescriptor(owning: raw)
        var local = sockaddr_in()
        local.sin_family = sa_family_t(AF_INET)
        local.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: local) {
            bind(raw, UnsafeRawPointer($0).assumingMemoryBound(to: sockaddr.self), 16)
        }
        guard result == 0, listen(raw, 4) == 0, let address = InternetSocket.address(of: descriptor) else {
            throw Errno.current
        }
        self.address = address
        self.poller = poller
    }

    /// A port that nobody listens on now.
    static func freePort(poller: Poller) throws -> NetworkAddress { try TCPListener(poller: poller).address }

    func accept() async throws -> FileDescriptor {
        while true {
            let raw = Glibc.accept(descriptor.rawValue, nil, nil)
            if raw >= 0 {
                _ = fcntl(raw, F_SETFL, O_NONBLOCK)
                return FileDescriptor(owning: raw)
            }
            guard await poller.readable(descriptor) == .ready else { throw Errno.current }
        }
    }
}
