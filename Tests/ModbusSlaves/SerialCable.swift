import Glibc
import LinuxIO
import Synchronization
import Threads

/// Two ttys whose lines are joined, and what happens to the bytes on their way.
package final class SerialCable: Sendable {
    /// What becomes of a run of bytes: what arrives in place of it, piece by piece with 5 ms between.
    package typealias Mangle = @Sendable ([UInt8]) -> [[UInt8]]

    private let near: PseudoTerminal
    private let far: PseudoTerminal
    private let isStopped = Atomic<Bool>(false)
    private let replies = Mutex<Mangle>({ [$0] })
    private let requests = Mutex<Mangle>({ [$0] })
    private let thread = Mutex<WorkerThread<Void>?>(nil)

    package init() throws {
        near = try PseudoTerminal()
        far = try PseudoTerminal()
        let worker = WorkerThread<Void>(name: "cable") { [self] _ in pump() }
        thread.withLock { $0 = worker }
    }

    /// Where the one who asks sits.
    package var path: String { near.path }
    /// Where the devices sit.
    package var farPath: String { far.path }

    package func mangleReplies(_ mangle: @escaping Mangle) { replies.withLock { $0 = mangle } }
    package func mangleRequests(_ mangle: @escaping Mangle) { requests.withLock { $0 = mangle } }

    package func stop() async {
        isStopped.store(true, ordering: .relaxed)
        let worker = thread.withLock { $0.take() }
        await worker?.close()
    }

    private func pump() {
        while !isStopped.load(ordering: .relaxed) {
            if carry(near, far, requests) || carry(far, near, replies) { continue }
            var queries = [near, far].compactMap(\.descriptor?.rawValue).map {
                pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
            }
            _ = poll(&queries, nfds_t(queries.count), 10)
            // A side that nobody has open never waits.
            if queries.contains(where: { $0.revents & Int16(POLLHUP) != 0 }) { usleep(2_000) }
        }
    }

    private func carry(
        _ from: PseudoTerminal,
        _ to: PseudoTerminal,
        _ mangle: borrowing Mutex<Mangle>
    ) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 512)
        guard let count = try? from.descriptor?.read(into: &buffer), count > 0 else { return false }
        let mangle = mangle.withLock { $0 }
        for (index, piece) in mangle(Array(buffer.prefix(count))).enumerated() {
            if index > 0 { usleep(5_000) }
            _ = try? to.descriptor?.write(piece[...])
        }
        return true
    }
}
