import Glibc

/// The name of a local socket: a path, or `@name` in the abstract space.
struct SocketAddress {
    private var address = sockaddr_un()
    private var length: socklen_t

    /// - Throws: `.nameTooLong` beyond 107 bytes, `.invalid` for an empty name or one with a zero byte.
    init(path: String) throws(Errno) {
        var name = Array(path.utf8)
        guard !name.isEmpty, !name.contains(0) else { throw .invalid }
        guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { throw .nameTooLong }
        let isAbstract = name[0] == UInt8(ascii: "@")
        if isAbstract { name[0] = 0 }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        length = socklen_t(offset + name.count + (isAbstract ? 0 : 1))
    }

    static func makeSocket(_ kind: __socket_type) throws(Errno) -> FileDescriptor {
        let flags = kind.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
        return FileDescriptor(owning: try attempt { socket(AF_UNIX, Int32(flags), 0) })
    }

    func connect(_ descriptor: FileDescriptor) throws(Errno) {
        try withAddress { address, length throws(Errno) in
            try attempt { Glibc.connect(descriptor.rawValue, address, length) }
        }
    }

    func bind(_ descriptor: FileDescriptor) throws(Errno) {
        try withAddress { address, length throws(Errno) in
            try attempt { Glibc.bind(descriptor.rawValue, address, length) }
        }
    }

    private func withAddress(
        _ body: (UnsafePointer<sockaddr>, socklen_t) throws(Errno) -> Int32
    ) throws(Errno) {
        try withUnsafePointer(to: address) { pointer throws(Errno) in
            let raw = UnsafeRawPointer(pointer)
            _ = try body(raw.assumingMemoryBound(to: sockaddr.self), length)
        }
    }
}
