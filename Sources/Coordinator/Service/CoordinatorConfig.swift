import Crypto
import Exchange
import FieldModel
import Glibc
import TOMLKit

/// A coordinator's configuration file.
package struct CoordinatorConfig: Sendable, Equatable {
    package var keys: String
    package var database: String
    /// The socket through which `budkavle-coordinator nodes` reaches a running coordinator.
    package var control: String
    package var envelopes: Listener
    package var reading: Listener

    package struct Listener: Sendable, Equatable {
        package var address: String
        /// 0 takes a free port.
        package var port: Int
        package var tls: TLSFiles?
        /// A proxy on another host ends TLS, so that plain HTTP may listen beyond the loopback.
        package var isBehindProxy: Bool
        /// SHA-256 of each bearer token that may read; empty: none is asked for.
        package var tokens: [[UInt8]]

        var isLoopback: Bool { address == "localhost" || address == "::1" || address.hasPrefix("127.") }
    }

    package struct TLSFiles: Sendable, Equatable {
        package var certificate: String
        package var key: String
    }

    /// Every fault of a file, one a line.
    package struct Faults: Error, Equatable, CustomStringConvertible {
        package let path: String
        package let faults: [String]
        package var description: String { faults.map { "\(path): \($0)" }.joined(separator: "\n") }
    }

    /// Reads and checks a file.
    package init(path: String) throws(Faults) {
        guard let text = Self.text(of: path) else {
            throw Faults(path: path, faults: ["cannot be read: \(String(cString: strerror(errno)))"])
        }
        try self.init(text: text, path: path)
    }

    package init(text: String, path: String) throws(Faults) {
        let document: TOMLTable
        do {
            document = try TOMLTable(string: text)
        } catch {
            let reason = (error as? TOMLParseError).map { "line \($0.source.begin.line): \($0.description)" }
            throw Faults(path: path, faults: [reason ?? "not TOML: \(error)"])
        }
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        var root = ConfigSection(document, name: "")
        var coordinator = root.section("coordinator", required: true)
        let absolute = { (path: String) in path.hasPrefix("/") ? path : folder + path }
        keys = absolute(coordinator.string("keys") ?? "/var/lib/budkavle-coordinator/keys")
        let database = absolute(
            coordinator.string("database") ?? "/var/lib/budkavle-coordinator/coordinator.db"
        )
        self.database = database
        control = coordinator.string("control").map(absolute) ?? database + ".sock"
        var envelopes = root.section("envelopes", required: true)
        self.envelopes = Self.listener(&envelopes, defaultPort: 8470, isReading: false, absolute)
        var reading = root.section("reading", required: false)
        self.reading = Self.listener(&reading, defaultPort: 8471, isReading: true, absolute)
        var faults = coordinator.finish() + envelopes.finish() + reading.finish() + root.finish()
        if self.envelopes.tls == nil, !self.envelopes.isLoopback, !self.envelopes.isBehindProxy {
            faults.append(
                "envelopes: plain HTTP listens on the loopback only; give certificate and key, or behind_proxy = true"
            )
        }
        if !self.reading.isLoopback, self.reading.tls == nil || self.reading.tokens.isEmpty {
            faults.append("reading: beyond the loopback it needs certificate, key and tokens")
        }
        if !faults.isEmpty { throw Faults(path: path, faults: faults) }
    }

    private static func listener(
        _ section: inout ConfigSection,
        defaultPort: Int,
        isReading: Bool,
        _ absolute: (String) -> String
    ) -> Listener {
        let certificate = section.string("certificate")
        let key = section.string("key")
        if (certificate == nil) != (key == nil) { section.fault("certificate and key come together") }
        let port = section.integer("port") ?? defaultPort
        if !(0...65_535).contains(port) { section.fault("port: expected 0 to 65535") }
        let tokens = isReading ? section.strings("tokens") : []
        let digests = tokens.compactMap(Hex.decode).filter { $0.count == SHA256.byteCount }
        if digests.count != tokens.count {
            section.fault("tokens: expected SHA-256 as 64 hexadecimal digits")
        }
        return Listener(
            address: section.string("address") ?? "127.0.0.1",
            port: port,
            tls: certificate.flatMap { certificate in
                key.map { TLSFiles(certificate: absolute(certificate), key: absolute($0)) }
            },
            isBehindProxy: isReading ? false : section.boolean("behind_proxy") ?? false,
            tokens: digests
        )
    }

    private static func text(of path: String) -> String? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(validating: bytes[..<count], as: UTF8.self)
    }
}

extension CoordinatorConfig.Listener {
    /// Where the listener is reached, without a path.
    package func url(port: Int) -> String {
        let host = address.contains(":") ? "[\(address)]" : address
        return "\(tls == nil ? "http" : "https")://\(host):\(port)"
    }
}
