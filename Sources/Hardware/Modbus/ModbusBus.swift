import LinuxIO
import Synchronization
import Threads

/// One Modbus line and all who ask on it. Requests go out one by one, in the order in which they came.
///
/// libmodbus blocks; the bus has a thread of its own for that, asleep while nobody asks. The line is opened with the first
/// request, and again after it was lost.
package final class ModbusBus: Sendable {
    private struct Job: Sendable {
        let request: ModbusRequest
        let answer: CheckedContinuation<Result<ModbusAnswer, ModbusFault>, Never>
    }

    private let thread: WorkerThread<Job>

    package init(_ settings: ModbusBusSettings) {
        thread = WorkerThread(name: "modbus", stackBytes: 128 * 1_024) { thread in
            var master = ModbusMaster(settings)
            while let jobs = thread.next(limit: 1, milliseconds: nil) {
                for job in jobs { job.answer.resume(returning: master.answer(job.request)) }
            }
        }
    }

    /// Asks once. Takes at most what the bus's timeout, its turnaround and the requests before it take.
    package func read(_ request: ModbusRequest) async throws(ModbusFault) -> ModbusAnswer {
        let result: Result<ModbusAnswer, ModbusFault> = await withCheckedContinuation { continuation in
            if !thread.submit(Job(request: request, answer: continuation)) {
                continuation.resume(returning: .failure(.disconnected))
            }
        }
        return try result.get()
    }

    /// Closes the line after everything that was asked before.
    package func close() async { await thread.close() }
}
