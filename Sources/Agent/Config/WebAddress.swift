import Glibc

/// An absolute http, https or socks5h address without credentials, query or fragment.
package struct WebAddress: Sendable, Hashable, CustomStringConvertible {
    /// In lower case.
    package let scheme: String
    /// A name, an IPv4 address, or an IPv6 address without its brackets; in lower case.
    package let host: String
    /// As written; `nil` means the scheme's own.
    package let port: UInt16?
    /// Empty, or starts with a slash and does not end with one.
    package let path: String

    /// Returns `nil` for anything that is not such an address.
    package init?(_ text: String) {
        guard text.utf8.count <= 2048, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x5C }),
            let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://")
        else { return nil }
        scheme = text[..<colon].lowercased()
        guard ["http", "https", "socks5h"].contains(scheme) else { return nil }

        let rest = text[colon...].dropFirst(3)
        let authority = rest.prefix { $0 != "/" }
        let tail = rest[authority.endIndex...]
        guard !rest.contains(where: { "@?#".contains($0) }) else { return nil }
        path = tail.hasSuffix("/") ? String(tail.dropLast()) : String(tail)

        let portText: Substring
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[..<end].dropFirst().lowercased()
            guard Self.address(host, family: AF_INET6, count: 16) != nil else { return nil }
            portText = authority[authority.index(after: end)...]
        } else {
            host = authority.prefix { $0 != ":" }.lowercased()
            guard (1...253).contains(host.utf8.count), host.utf8.allSatisfy(Self.isNameByte) else {
                return nil
            }
            portText = authority.dropFirst(host.utf8.count)
        }
        if portText.isEmpty {
            port = nil
        } else {
            let digits = portText.dropFirst()
            guard portText.first == ":", digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let number = UInt16(digits), number > 0
            else { return nil }
            port = number
        }
    }

    /// Whether the host is this machine: 127.0.0.0/8, ::1 or `localhost`.
    package var isLoopback: Bool {
        if host == "localhost" { return true }
        if let four = Self.address(host, family: AF_INET, count: 4) { return four[0] == 127 }
        return Self.address(host, family: AF_INET6, count: 16) == [UInt8](repeating: 0, count: 15) + [1]
    }

    package var description: String {
        let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        return "\(scheme)://\(name)\(port.map { ":\($0)" } ?? "")\(path)"
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
        default: false
        }
    }

    /// The bytes of a numeric address in its strict textual form.
    private static func address(_ text: String, family: Int32, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return inet_pton(family, text, &bytes) == 1 ? bytes : nil
    }
}
