import Threads

/// Runs tasks on one thread, in the order in which they become ready.
///
/// Between taking an event from a queue and handing it to the journal no other task runs, so no patient gets out before
/// getting in.
final class ClientThread: TaskExecutor {
    private typealias Ready = (job: UnownedJob, executor: UnownedTaskExecutor)

    private let thread = WorkerThread<Ready>(name: "client") { thread in
        while let ready = thread.next(limit: .max, milliseconds: nil) {
            for (job, executor) in ready { job.runSynchronously(on: executor) }
        }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let isTaken = thread.submit((UnownedJob(job), asUnownedTaskExecutor()))
        precondition(isTaken, "a task outlived its thread")
    }

    /// Ends the thread. No task may run on it any more.
    func close() async { await thread.close() }
}
