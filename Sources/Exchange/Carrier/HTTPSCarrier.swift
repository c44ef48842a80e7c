import CCurl
import Synchronization
import Threads

/// Moves envelopes by HTTP POST over one link: libcurl on a thread of its own, one connection that is kept.
package final class HTTPSCarrier: Sendable {
    private struct Job: Sendable {
        /// `nil` to connect and send nothing.
        let envelope: [UInt8]?
        let answer: CheckedContinuation<Result<[UInt8], CarrierError>, Never>
    }

    private let thread: WorkerThread<Job>
    private let isStopping: StopFlag

    package init(_ settings: HTTPSSettings) {
        let flag = StopFlag()
        isStopping = flag
        thread = WorkerThread(name: "https") { thread in
            let session = CurlSession(settings, stop: flag)
            while let jobs = thread.next(limit: 1, milliseconds: nil) {
                for job in jobs {
                    let answer = job.envelope.map { session?.post($0) } ?? session?.connect()
                    job.answer.resume(returning: answer ?? .failure(.unreachable("curl")))
                }
            }
        }
    }

    /// Sends an envelope and returns the answer's body: a receipt, still sealed.
    package func send(_ envelope: [UInt8]) async throws(CarrierError) -> [UInt8] {
        try await run(envelope)
    }

    /// Looks the name up, connects and agrees on TLS, and sends no request.
    package func connect() async throws(CarrierError) { _ = try await run(nil) }

    private func run(_ envelope: [UInt8]?) async throws(CarrierError) -> [UInt8] {
        let result = await withCheckedContinuation { continuation in
            if !thread.submit(Job(envelope: envelope, answer: continuation)) {
                continuation.resume(returning: .failure(.closed))
            }
        }
        return try result.get()
    }

    /// Breaks off what is under way and ends the thread.
    package func close() async {
        isStopping.raise()
        await thread.close()
    }
}

/// Says once and for all that a transfer should end.
final class StopFlag: Sendable {
    private let flag = Atomic(false)

    func raise() { flag.store(true, ordering: .relaxed) }
    var isRaised: Bool { flag.load(ordering: .relaxed) }
}
