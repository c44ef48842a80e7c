import CThread
import Glibc
import Synchronization

/// A thread of its own with a bounded inbox, for work that blocks: SQLite, libcurl.
///
/// Jobs run in the order they came in. The thread takes all that wait at once, so that one fsync can serve many.
package final class WorkerThread<Job: Sendable>: Sendable {
    private struct Inbox {
        var jobs: [Job] = []
        var isClosed = false
        var isAsleep = false
    }

    private let inbox = Mutex(Inbox())
    private let wakeUp = Semaphore()
    private let ended = Mutex<(isOver: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

    /// Starts the thread; `body` should loop on `next` until that returns `nil`.
    package init(name: String, stackBytes: Int = 512 * 1024, body: @escaping @Sendable (WorkerThread) -> Void)
    {
        let start = ThreadStart(name: name) { [self] in
            body(self)
            let waiting = ended.withLock { state in
                state.isOver = true
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in waiting { continuation.resume() }
        }
        start.detach(stackBytes: stackBytes)
    }

    /// Hands over a job. Returns false once the thread is closed: the job will never run.
    package func submit(_ job: Job) -> Bool {
        let (accepted, wakes) = inbox.withLock { inbox -> (Bool, Bool) in
            guard !inbox.isClosed else { return (false, false) }
            inbox.jobs.append(job)
            defer { inbox.isAsleep = false }
            return (true, inbox.isAsleep)
        }
        if wakes { wakeUp.post() }
        return accepted
    }

    /// Ends the thread once its inbox is empty, and waits for that.
    package func close() async {
        let wakes = inbox.withLock { inbox -> Bool in
            inbox.isClosed = true
            defer { inbox.isAsleep = false }
            return inbox.isAsleep
        }
        if wakes { wakeUp.post() }
        await withCheckedContinuation { continuation in
            let isOver = ended.withLock { state -> Bool in
                if !state.isOver { state.waiting.append(continuation) }
                return state.isOver
            }
            if isOver { continuation.resume() }
        }
    }

    /// Refuses further jobs and gives back those that wait. For the thread itself, when it cannot go on.
    package func abandon() -> [Job] {
        inbox.withLock { inbox in
            inbox.isClosed = true
            defer { inbox.jobs = [] }
            return inbox.jobs
        }
    }

    /// Takes jobs that wait now, in order, at most `limit` of them and up to the first that is none of those wanted.
    /// For the thread itself only.
    package func takeWaiting<Wanted: Sendable>(limit: Int, _ wanted: (Job) -> Wanted?) -> [Wanted] {
        inbox.withLock { inbox in
            if inbox.jobs.isEmpty { return [] }
            var taken: [Wanted] = []
            while taken.count < min(limit, inbox.jobs.count), let job = wanted(inbox.jobs[taken.count]) {
                taken.append(job)
            }
            inbox.jobs.removeFirst(taken.count)
            return taken
        }
    }

    /// Waits for jobs: at most `limit` of them, none when `milliseconds` passed first, `nil` when closed and empty.
    /// For the thread itself only.
    package func next(limit: Int, milliseconds: UInt64?) -> [Job]? {
        while true {
            let (taken, isClosed) = inbox.withLock { inbox -> ([Job], Bool) in
                if inbox.jobs.isEmpty {
                    inbox.isAsleep = !inbox.isClosed
                    return ([], inbox.isClosed)
                }
                if inbox.jobs.count <= limit {
                    let taken = inbox.jobs
                    inbox.jobs.removeAll(keepingCapacity: taken.count < 1024)
                    return (taken, false)
                }
                let taken = Array(inbox.jobs.prefix(limit))
                inbox.jobs.removeFirst(limit)
                return (taken, false)
            }
            if !taken.isEmpty { return taken }
            if isClosed { return nil }
            if !wakeUp.wait(milliseconds: milliseconds) {
                // Either the time passed, or somebody posted just now; the flag tells which.
                let isStillAsleep = inbox.withLock { inbox -> Bool in
                    defer { inbox.isAsleep = false }
                    return inbox.isAsleep
                }
                if isStillAsleep { return [] }
                _ = wakeUp.wait(milliseconds: nil)
            }
        }
    }
}

/// A POSIX semaphore with time-outs on the monotonic clock.
///
/// Unchecked, because the compiler does not know what a `sem_t` is: POSIX lets any number of threads post to and wait for one, the
/// pointer is a constant, and nobody can hold it when `deinit` destroys what it points to.
private final class Semaphore: @unchecked Sendable {
    private let pointer: UnsafeMutablePointer<sem_t>

    init() {
        pointer = .allocate(capacity: 1)
        pointer.initialize(to: sem_t())
        sem_init(pointer, 0, 0)
    }

    deinit {
        sem_destroy(pointer)
        pointer.deallocate()
    }

    func post() { sem_post(pointer) }

    /// Returns false when the time passed.
    func wait(milliseconds: UInt64?) -> Bool {
        guard let milliseconds else {
            while sem_wait(pointer) != 0 {}
            return true
        }
        while budkavle_sem_wait_ms(pointer, milliseconds) != 0 {
            if errno == ETIMEDOUT { return false }
        }
        return true
    }
}

/// What a new thread runs.
private final class ThreadStart: Sendable {
    private let name: String
    private let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }

    func detach(stackBytes: Int) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, stackBytes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(self).toOpaque()
        let code = pthread_create(
            &thread,
            &attributes,
            { argument in
                guard let argument else { return nil }
                let start = Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue()
                budkavle_name_thread(start.name)
                start.body()
                return nil
            },
            argument
        )
        pthread_attr_destroy(&attributes)
        precondition(code == 0, "no thread left for \(name)")
    }
}
