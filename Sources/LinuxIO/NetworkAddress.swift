import Glibc

/// A numeric IPv4 or IPv6 address and a port. Names are not resolved: that can block for a minute while every link is down.
package struct NetworkAddress: Sendable, Hashable, CustomStringConvertible {
    /// 4 or 16 bytes in network order.
    package let host: [UInt8]
    package let port: UInt16

    /// Reads `192.0.2.1:5017`, `[2001:db8::1]:5017` or `localhost:5017`; the port may be left out when there is a default.
    package init?(_ text: String, defaultPort: UInt16? = nil) {
        let name: Substring
        let rest: Substring
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            name = text[..<end].dropFirst()
            rest = text[end...].dropFirst()
            guard name.utf8.contains(UInt8(ascii: ":")) else { return nil }
        } else {
            name = text.prefix { $0 != ":" }
            rest = text.dropFirst(name.count)
        }
        guard let host = Self.bytes(of: name == "localhost" ? "127.0.0.1" : String(name)) else { return nil }
        self.host = host
        if rest.isEmpty {
            guard let defaultPort else { return nil }
            port = defaultPort
        } else {
            let digits = rest.dropFirst()
            guard rest.first == ":", digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let port = UInt16(digits)
            else { return nil }
            self.port = port
        }
    }

    /// 127.0.0.1.
    package static func loopback(port: UInt16) -> NetworkAddress {
        NetworkAddress(host: [127, 0, 0, 1], port: port)
    }

    init(host: [UInt8], port: UInt16) {
        self.host = host
        self.port = port
    }

    package var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let name =
            inet_ntop(family, host, &text, socklen_t(INET6_ADDRSTRLEN)).map { String(cString: $0) } ?? "?"
        return host.count == 4 ? "\(name):\(port)" : "[\(name)]:\(port)"
    }

    var family: Int32 { host.count == 4 ? AF_INET : AF_INET6 }

    func withSocketAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        if host.count == 4 {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            withUnsafeMutableBytes(of: &address.sin_addr) { $0.copyBytes(from: host) }
            return Self.pass(address, to: body)
        }
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        withUnsafeMutableBytes(of: &address.sin6_addr) { $0.copyBytes(from: host) }
        return Self.pass(address, to: body)
    }

    private static func pass<Address, Result>(
        _ address: Address,
        to body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        withUnsafePointer(to: address) {
            let raw = UnsafeRawPointer($0).assumingMemoryBound(to: sockaddr.self)
            return body(raw, socklen_t(MemoryLayout<Address>.size))
        }
    }

    /// What the kernel filled in; `nil` for another family.
    init?(_ storage: sockaddr_storage) {
        var storage = storage
        let family = Int32(storage.ss_family)
        guard family == AF_INET || family == AF_INET6 else { return nil }
        self = withUnsafeBytes(of: &storage) { bytes in
            if family == AF_INET {
                let address = bytes.load(as: sockaddr_in.self)
                return withUnsafeBytes(of: address.sin_addr) {
                    NetworkAddress(host: Array($0), port: UInt16(bigEndian: address.sin_port))
                }
            }
            let address = bytes.load(as: sockaddr_in6.self)
            return withUnsafeBytes(of: address.sin6_addr) {
                NetworkAddress(host: Array($0), port: UInt16(bigEndian: address.sin6_port))
            }
        }
    }

    private static func bytes(of name: String) -> [UInt8]? {
        var four = [UInt8](repeating: 0, count: 4)
        if inet_pton(AF_INET, name, &four) == 1 { return four }
        var six = [UInt8](repeating: 0, count: 16)
        return inet_pton(AF_INET6, name, &six) == 1 ? six : nil
    }
}
