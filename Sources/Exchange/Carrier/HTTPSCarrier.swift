import CCurl
import Synchronization
import Threads

/// Moves envelopes by HTTP POST over one link: libcurl on a thread of its own, one connection that is kept.
package final class HTTPSCarrier: Sendable {
    private struct Job: Sendable {
        let envelope: [UInt8]
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
                    job.answer.resume(
                        returning: session?.post(job.envelope) ?? .failure(.unreachable("curl"))
                    )
                }
            }
        }
    }

    /// Sends an envelope and returns the answer's body: a receipt, still sealed.
    package func send(_ envelope: [UInt8]) async throws(CarrierError) -> [UInt8] {
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
