import Glibc
import LinuxIO
import Synchronization
import Threads

/// Two ttys whose lines are joined, and what happens to the bytes on their way.
final class SerialCable: Sendable {
    /// What becomes of a run of bytes: what arrives in place of it, piece by piece with 5 ms between.
    typealias Mangle = @Sendable ([UInt8]) -> [[UInt8]]

    private let near: PseudoTerminal
    private let far: PseudoTerminal
    private let isStopped = Atomic<Bool>(false)
    private let replies = Mutex<Mangle>({ [$0] })
    private let requests = Mutex<Mangle>({ [$0] })
    private let thread = Mutex<WorkerThread<Void>?>(nil)

    init() throws {
        near = try PseudoTerminal()
        far = try PseudoTerminal()
        let worker = WorkerThread<Void>(name: "cable") { [self] _ in pump() }
        thread.withLock { $0 = worker }
    }

    /// Where the one who asks sits.
    var path: String { near.path }
    /// Where the devices sit.
    var farPath: String { far.path }

    func mangleReplies(_ mangle: @escaping Mangle) { replies.withLock { $0 = mangle } }
    func mangleRequests(_ mangle: @escaping Mangle) { requests.withLock { $0 = mangle } }

    func stop() async {
        isStopped.store(true, ordering: .relaxed)
        let worker = thread.withLock { $0.take() }
        await worker?.close()
    }

    private func pump() {
        while !isStopped.load(ordering: .relaxed) {
            let isMoved = carry(near, far, requests) || carry(far, near, replies)
            if !isMoved { usleep(500) }
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
