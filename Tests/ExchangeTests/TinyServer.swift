import Glibc
import Synchronization
import Threads

/// An HTTP server on loopback that gives each request the next prepared answer.
final class TinyServer: Sendable {
    enum Answer: Sendable {
        /// Status line and further header lines without the length, and the body; the connection stays open.
        case reply(String, [UInt8])
        /// The connection is closed without a word.
        case hangUp
        /// Nothing, until the other side goes away.
        case silence
    }

    struct Request: Sendable, Equatable {
        var head: String
        var body: [UInt8]
        /// Which connection it came on, from 0.
        var connection: Int
    }

    let port: UInt16
    /// Each request as it comes.
    let arrivals: AsyncStream<Request>
    private let listener: Int32
    private let thread: WorkerThread<Void>
    private let record = Record()

    private final class Record: Sendable {
        let requests = Mutex<[Request]>([])
    }

    var requests: [Request] { record.requests.withLock { $0 } }
    var url: String { "http://127.0.0.1:\(port)" }

    init(_ answers: [Answer]) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size)
                listen(descriptor, 8)
                getsockname(descriptor, $0, &size)
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        listener = descriptor
        let (stream, sink) = AsyncStream.makeStream(of: Request.self)
        arrivals = stream
        let record = record
        thread = WorkerThread(name: "server") { _ in
            var left = answers[...]
            var connection = 0
            while !left.isEmpty {
                let peer = accept(descriptor, nil, nil)
                guard peer >= 0 else { break }
                while let (head, body) = Self.request(from: peer), let answer = left.popFirst() {
                    let request = Request(head: head, body: body, connection: connection)
                    record.requests.withLock { $0.append(request) }
                    sink.yield(request)
                    if !Self.give(answer, to: peer) { break }
                }
                Glibc.close(peer)
                connection += 1
            }
            // Whoever still comes is turned away instead of kept waiting.
            shutdown(descriptor, Int32(SHUT_RDWR))
            sink.finish()
        }
    }

    /// Stops listening and waits for the thread.
    func close() async {
        shutdown(listener, Int32(SHUT_RDWR))
        await thread.close()
        Glibc.close(listener)
    }

    /// Whether the connection stays open.
    private static func give(_ answer: Answer, to peer: Int32) -> Bool {
        switch answer {
        case .reply(let head, let body):
            let bytes = Array("HTTP/1.1 \(head)\r\nContent-Length: \(body.count)\r\n\r\n".utf8) + body
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes {
                    send(peer, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return false }
                sent += count
            }
            return true
        case .hangUp: return false
        case .silence:
            var byte: UInt8 = 0
            while recv(peer, &byte, 1, 0) > 0 {}
            return false
        }
    }

    private static func request(from peer: Int32) -> (head: String, body: [UInt8])? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            if let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) {
                let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
                let lengths = head.split(separator: "\r\n").filter { $0.hasPrefix("Content-Length: ") }
                guard let length = lengths.first.flatMap({ Int($0.dropFirst(16)) }) else { return nil }
                let body = bytes[end.upperBound...]
                if body.count >= length { return (head, Array(body.prefix(length))) }
            }
            let count = recv(peer, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            bytes += chunk[..<count]
        }
    }
}
