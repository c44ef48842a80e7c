import Glibc
import Synchronization
import Threads

/// A TCP server on 127.0.0.1 that answers every request with the bytes that a test says.
package final class RawServer: Sendable {
    /// What is sent back to a request; `nil` hangs up.
    package typealias Answer = @Sendable ([UInt8]) -> [UInt8]?

    package let port: UInt16
    private let listener: Int32
    private let isStopped = Atomic<Bool>(false)
    private let accepted = Atomic<Int>(0)
    private let answer = Mutex<Answer>({ _ in [] })
    private let thread = Mutex<WorkerThread<Void>?>(nil)

    package init() {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(listener, $0, length)
                _ = getsockname(listener, $0, &length)
            }
        }
        listen(listener, 4)
        port = UInt16(bigEndian: address.sin_port)
        let worker = WorkerThread<Void>(name: "raw") { [self] _ in serve() }
        thread.withLock { $0 = worker }
    }

    /// How many connections were made.
    package var connections: Int { accepted.load(ordering: .relaxed) }

    package func answers(_ answer: @escaping Answer) { self.answer.withLock { $0 = answer } }

    package func stop() async {
        isStopped.store(true, ordering: .relaxed)
        let worker = thread.withLock { $0.take() }
        await worker?.close()
        close(listener)
    }

    private func isReady(_ descriptor: Int32) -> Bool {
        var query = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&query, 1, 10) > 0
    }

    private func serve() {
        var client: Int32 = -1
        while !isStopped.load(ordering: .relaxed) {
            if isReady(listener) {
                if client >= 0 { close(client) }
                client = accept(listener, nil, nil)
                accepted.add(1, ordering: .relaxed)
            }
            guard client >= 0, isReady(client) else { continue }
            var buffer = [UInt8](repeating: 0, count: 512)
            let count = recv(client, &buffer, buffer.count, 0)
            let answer = answer.withLock { $0 }
            if count > 0, let bytes = answer(Array(buffer.prefix(count))) {
                _ = send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            } else {
                close(client)
                client = -1
            }
        }
        if client >= 0 { close(client) }
    }
}
