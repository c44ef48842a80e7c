package import ConfigFiles
import Crypto
import FieldModel

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
        /// Names by which readers reach it, beside its address and the loopback.
        package var hosts: [String]

        var isLoopback: Bool { address == "localhost" || address == "::1" || address.hasPrefix("127.") }
    }

    package struct TLSFiles: Sendable, Equatable {
        package var certificate: String
        package var key: String
    }

    /// Reads and checks a file.
    package init(path: String) throws(ConfigFaults) {
        let bytes: [UInt8]
        do throws(ConfigFault) {
            bytes = try ConfigFile(path: path).document(limit: ConfigTable.maximumBytes)
        } catch {
            throw ConfigFaults(file: path, faults: [error])
        }
        try self.init(document: bytes, path: path)
    }

    /// Checks what a file holds; its path says what relative paths belong to.
    package init(document bytes: [UInt8], path: String) throws(ConfigFaults) {
        let log = FaultLog(folder: ConfigFile(path: path).folder)
        let document: ConfigTable
        do throws(ConfigFault) {
            document = try ConfigTable(document: bytes, log: log)
        } catch {
            throw ConfigFaults(file: path, faults: [error])
        }
        let empty = { (name: String) in ConfigTable(name: name, line: nil, entries: [:], log: log) }
        let header = { (name: String) in "a table with the header [\(name)]" }
        let coordinator =
            document.table("coordinator", required: true, expected: header("coordinator"))
            ?? empty("coordinator")
        let envelopes =
            document.table("envelopes", required: true, expected: header("envelopes")) ?? empty("envelopes")
        let reading = document.table("reading", expected: header("reading")) ?? empty("reading")
        keys = coordinator.path("keys") ?? "/var/lib/budkavle-coordinator/keys"
        database = coordinator.path("database") ?? "/var/lib/budkavle-coordinator/coordinator.db"
        control = coordinator.path("control") ?? database + ".sock"
        self.envelopes = Listener(envelopes, defaultPort: 8470, isReading: false)
        self.reading = Listener(reading, defaultPort: 8471, isReading: true)
        for table in [coordinator, envelopes, reading, document] { table.finish() }
        if !log.faults.isEmpty { throw ConfigFaults(file: path, faults: log.faults) }
    }
}

extension CoordinatorConfig.Listener {
    private static let mostTokens = 256

    fileprivate init(_ table: ConfigTable, defaultPort: Int, isReading: Bool) {
        address = table.string("address", limit: 255) ?? "127.0.0.1"
        port = table.integer("port", in: 0...65_535) ?? defaultPort
        let (certificate, key) = (table.path("certificate"), table.path("key"))
        tls = certificate.flatMap { certificate in
            key.map { CoordinatorConfig.TLSFiles(certificate: certificate, key: $0) }
        }
        isBehindProxy = isReading ? false : table.boolean("behind_proxy") ?? false
        tokens = isReading ? Self.tokens(table) : []
        hosts =
            isReading ? table.strings("hosts", atMost: 64, expected: "host names without ports") ?? [] : []
        for (one, other) in [("certificate", "key"), ("key", "certificate")]
        where table.has(one) && !table.has(other) {
            table.fault(one, "certificate and key come together")
        }
        guard !isLoopback else { return }
        if isReading, tls == nil || tokens.isEmpty {
            table.fault("address", "beyond the loopback, reading needs certificate, key and tokens")
        } else if !isReading, tls == nil, !isBehindProxy {
            table.fault(
                "address",
                "plain HTTP listens on the loopback only; give certificate and key, or behind_proxy = true"
            )
        }
    }

    private static func tokens(_ table: ConfigTable) -> [[UInt8]] {
        let expected = "SHA-256 digests as 64 hexadecimal digits"
        guard let texts = table.strings("tokens", atMost: mostTokens, expected: expected) else { return [] }
        let digests = texts.compactMap(Hex.decode).filter { $0.count == SHA256.byteCount }
        if digests.count != texts.count { table.fault("tokens", "expected \(expected)") }
        return digests
    }

    /// Where the listener is reached, without a path.
    package func url(port: Int) -> String {
        let host = address.contains(":") ? "[\(address)]" : address
        return "\(tls == nil ? "http" : "https")://\(host):\(port)"
    }
}
