import Glibc

/// A socket to the kernel's netlink families; what anybody else sends there is dropped.
///
/// Source: netlink(7).
package struct NetlinkSocket: Sendable {
    package enum Family: Int32, Sendable {
        case route = 0
        case kernelEvents = 15
    }

    /// The kernel's own datagrams have at most 32 KiB.
    private static let datagramBytes = 32_768

    let descriptor: FileDescriptor

    /// Hears the multicast groups whose bits are set.
    package init(_ family: Family, groups: UInt32) throws(Errno) {
        let flags = Int32(SOCK_RAW.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = FileDescriptor(owning: try attempt { socket(AF_NETLINK, flags, family.rawValue) })
        var address = Self.address(groups: groups)
        try attempt {
            address.withUnsafeMutableBytes { bytes in
                bind(
                    descriptor.rawValue,
                    bytes.assumingMemoryBound(to: sockaddr.self).baseAddress,
                    socklen_t(bytes.count)
                )
            }
        }
        self.descriptor = descriptor
    }

    /// Asks for everything of a kind: the flags are request, root and match.
    func ask(type: UInt16, payloadBytes: Int, sequence: UInt32) throws(Errno) {
        var message: [UInt8] = []
        message.appendNative(UInt32(NetlinkMessage.headerBytes + payloadBytes))
        message.appendNative(type)
        message.appendNative(UInt16(0x301))
        message.appendNative(sequence)
        message.appendNative(UInt32(0))
        message += [UInt8](repeating: 0, count: payloadBytes)
        _ = try descriptor.write(message[...])
    }

    /// The next datagram; empty when it came from somebody else.
    ///
    /// - Throws: `.tryAgain` when none is there; ENOBUFS when the kernel dropped some.
    func receive() throws(Errno) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: Self.datagramBytes)
        var sender = Self.address(groups: 0)
        var size = socklen_t(sender.count)
        let count = try attempt {
            sender.withUnsafeMutableBytes { sender in
                buffer.withUnsafeMutableBytes {
                    recvfrom(
                        descriptor.rawValue,
                        $0.baseAddress,
                        $0.count,
                        0,
                        sender.assumingMemoryBound(to: sockaddr.self).baseAddress,
                        &size
                    )
                }
            }
        }
        // The kernel's port is 0.
        guard sender[...].native(UInt32.self, at: 4) == 0 else { return [] }
        return Array(buffer.prefix(count))
    }

    /// struct sockaddr_nl: family, padding, port, groups.
    private static func address(groups: UInt32) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.appendNative(UInt16(AF_NETLINK))
        bytes.appendNative(UInt16(0))
        bytes.appendNative(UInt32(0))
        bytes.appendNative(groups)
        return bytes
    }
}

extension [UInt8] {
    mutating func appendNative(_ number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number) { append(contentsOf: $0) }
    }
}
