import Glibc
import Threads

/// A plain HTTP/1.1 client: one request a connection, to the loopback. It blocks a thread of its own, never one that the
/// server needs.
struct HTTPClient: Sendable {
    let port: Int

    struct Answer: Sendable {
        let status: Int
        let headers: [String: String]
        let body: [UInt8]
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    enum Failure: Error {
        case connection
        case notHTTP
    }

    func get(_ path: String, headers: [String] = []) async throws -> Answer {
        try await exchange(Array(head("GET", path, headers).utf8))
    }

    func post(_ path: String, _ body: [UInt8]) async throws -> Answer {
        try await exchange(Array(head("POST", path, ["Content-Length: \(body.count)"]).utf8) + body)
    }

    /// Sends these bytes and reads until the server closes.
    func exchange(_ request: [UInt8]) async throws -> Answer {
        let result = await withCheckedContinuation { continuation in
            _ = WorkerThread<Never>(name: "client") { _ in
                continuation.resume(returning: Result { try blockingExchange(request) })
            }
        }
        return try result.get()
    }

    private func blockingExchange(_ request: [UInt8]) throws -> Answer {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failure.connection }
        defer { close(descriptor) }
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(truncatingIfNeeded: port).bigEndian)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let isConnected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { throw Failure.connection }
        // A server that refuses early may close before everything is sent; its answer still counts.
        var rest = request[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { break }
            rest = rest.dropFirst(sent)
        }
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            received += buffer[..<count]
        }
        return try parse(received)
    }

    private func head(_ method: String, _ path: String, _ headers: [String]) -> String {
        let lines = ["\(method) \(path) HTTP/1.1", "Host: 127.0.0.1", "Connection: close"] + headers
        return lines.joined(separator: "\r\n") + "\r\n\r\n"
    }

    private func parse(_ bytes: [UInt8]) throws -> Answer {
        let separator = Array("\r\n\r\n".utf8)
        guard let end = bytes.indices.first(where: { bytes[$0...].starts(with: separator) }) else {
            throw Failure.notHTTP
        }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw Failure.notHTTP
        }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { throw Failure.notHTTP }
            headers[line[..<colon].lowercased()] = String(line[line.index(colon, offsetBy: 2)...])
        }
        return Answer(status: status, headers: headers, body: Array(bytes[(end + 4)...]))
    }
}
