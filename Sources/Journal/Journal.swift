package import Crypto
package import FieldModel
import LinuxIO
import Store
import Synchronization
import Threads

/// The durable store of one node: append, project, hand over, remember what was received.
///
/// Every call is answered by the journal's own thread, in order. An append is answered after its fsync; while one batch is
/// written, what arrives joins it, and while its fsync runs, the next batch collects.
package final class Journal: Sendable {
    private typealias Answer = CheckedContinuation<Result<AppendResult, JournalError>, Never>

    private enum Job: Sendable {
        case append(AppendRequest, Answer)
        case deferred([Event], CheckedContinuation<Void, any Error>)
        case work(@Sendable (Engine) -> Void, refuse: @Sendable () -> Void)

        var asAppend: (request: AppendRequest, answer: Answer)? {
            if case .append(let request, let answer) = self { (request, answer) } else { nil }
        }
    }

    package let settings: JournalSettings
    /// The last look that was answered, and when.
    let lastStatus = Mutex<(status: JournalStatus, instant: ContinuousClock.Instant)?>(nil)
    private let thread: WorkerThread<Job>

    private init(settings: JournalSettings, thread: WorkerThread<Job>) {
        self.settings = settings
        self.thread = thread
    }

    /// Opens the journal, making it when there is none, in time that does not grow with it, but for the first opening after a change of
    /// schema.
    ///
    /// The key has 32 bytes, and what is stored is sealed with keys derived from it; `bootID` is the kernel's random boot
    /// id, 16 bytes.
    package static func open(
        _ settings: JournalSettings,
        key: SymmetricKey,
        bootID: [UInt8],
        projector: Projector
    ) async throws(JournalError) -> Journal {
        let opened: Result<Journal, JournalError> = await withCheckedContinuation { continuation in
            _ = WorkerThread<Job>(name: "journal") { thread in
                do throws(JournalError) {
                    let engine = try openMakingRoom(settings, key, bootID, projector)
                    continuation.resume(returning: .success(Journal(settings: settings, thread: thread)))
                    serve(engine, thread)
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try opened.get()
    }

    /// Opening writes a little; on a full disk the ballast makes room for that.
    private static func openMakingRoom(
        _ settings: JournalSettings,
        _ key: SymmetricKey,
        _ bootID: [UInt8],
        _ projector: Projector
    ) throws(JournalError) -> Engine {
        var opening = Opening(settings: settings, key: key, bootID: bootID, projector: projector)
        var ballast = Ballast(path: settings.ballast, bytes: settings.ballastBytes)
        let engine: Engine
        do throws(JournalError) {
            engine = try opening.run()
        } catch {
            let isFull = (DiskSpace.free(settings.directory) ?? .max) < settings.logLimit
            guard isFull, error.isOfStorage || error.isForRoom, ballast.release() else { throw error }
            engine = try opening.run()
        }
        try engine.prepareStorage()
        return engine
    }

    /// Commits everything that waits and closes the files.
    package func close() async { await thread.close() }

    /// Writes events, in order and all or none, and returns after they are on the disk.
    ///
    /// Takes 1 to 64 events; the journal sets their boot, and the projector completes them. A `key` names an act from
    /// outside: a repeat writes nothing and gets the first identities again. The result has one identity for each event and
    /// each of its follow-ups, in the order written.
    package func append(
        _ events: [Event],
        key: IdempotencyKey? = nil
    ) async throws(JournalError)
        -> AppendResult
    {
        let request = AppendRequest(events: events, key: key)
        let result = await withCheckedContinuation { continuation in
            if !thread.submit(.append(request, continuation)) {
                continuation.resume(returning: .failure(.closed))
            }
        }
        return try result.get()
    }

    /// Takes track and climate events that may be committed up to the commit interval later.
    ///
    /// Returns once the journal's thread has them in hand, so a slow disk slows the caller.
    package func appendDeferred(_ events: [Event]) async throws(JournalError) {
        do {
            try await withCheckedThrowingContinuation {
                (continuation: CheckedContinuation<Void, any Error>) in
                if !thread.submit(.deferred(events, continuation)) {
                    continuation.resume(throwing: JournalError.closed)
                }
            }
        } catch {
            throw error as? JournalError ?? .closed
        }
    }

    /// Runs `body` on the journal's thread, after everything before it is committed.
    func perform<Value: Sendable>(
        _ body: @escaping @Sendable (Engine) throws(JournalError) -> Value
    ) async throws(JournalError) -> Value {
        let result: Result<Value, JournalError> = await withCheckedContinuation { continuation in
            start(body) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }

    /// As `perform`, and answers once, from another thread or at once.
    func start<Value: Sendable>(
        _ body: @escaping @Sendable (Engine) throws(JournalError) -> Value,
        _ answer: @escaping @Sendable (Result<Value, JournalError>) -> Void
    ) {
        let isTaken = thread.submit(
            .work(
                { engine in
                    do throws(JournalError) {
                        answer(.success(try body(engine)))
                    } catch {
                        engine.observe(error)
                        answer(.failure(error))
                    }
                },
                refuse: { answer(.failure(.closed)) }
            )
        )
        if !isTaken { answer(.failure(.closed)) }
    }

    /// The thread's life: collect, commit with one fsync, answer.
    private static func serve(_ engine: Engine, _ thread: WorkerThread<Job>) {
        let clock = ContinuousClock()
        var deadline: ContinuousClock.Instant?
        var tidying = clock.now + .seconds(1)
        while true {
            let due = min(deadline ?? tidying, tidying)
            let wait = engine.hasChores ? 0 : UInt64(max(0, clock.now.duration(to: due) / .milliseconds(1)))
            guard let jobs = thread.next(limit: engine.settings.batchLimit, milliseconds: wait) else { break }
            var requests: [AppendRequest] = []
            var answers: [Answer] = []
            var isSound = true
            func flush(isLast: Bool = false) {
                guard !requests.isEmpty || engine.hasPending else { return }
                var room = max(0, engine.settings.batchLimit - requests.count)
                engine.append(requests) {
                    // What this thread has in hand came before what waits.
                    guard isLast, room > 0 else { return [] }
                    let more = thread.takeWaiting(limit: room) { $0.asAppend }
                    room -= more.count
                    answers += more.map(\.answer)
                    return more.map(\.request)
                } answer: { results in
                    if let failure = engine.commitFailure { engine.observe(failure) }
                    isSound = engine.isSound
                    for (answer, result) in zip(answers, results) { answer.resume(returning: result) }
                }
                requests.removeAll(keepingCapacity: true)
                answers.removeAll(keepingCapacity: true)
                deadline = nil
            }
            for (index, job) in jobs.enumerated() {
                if case .work = job { flush() }
                guard isSound else {
                    refuse(Array(jobs[index...]))
                    break
                }
                switch job {
                case .append(let request, let answer):
                    requests.append(request)
                    answers.append(answer)
                case .deferred(let events, let answer):
                    answer.resume(with: engine.postpone(events))
                    // While commits fail, each try would write all that waits: then only the interval counts.
                    if engine.deferred.count >= 4096, engine.commitFailure == nil, engine.quota.failure == nil
                    {
                        flush()
                    }
                case .work(let body, _):
                    body(engine)
                    isSound = engine.isSound
                }
            }
            if isSound, !requests.isEmpty { flush(isLast: true) }
            if isSound, engine.hasPending {
                let now = clock.now
                if let due = deadline, due <= now { flush() }
                if engine.hasPending {
                    let latest = now + (engine.isHasty ? .zero : engine.settings.commitInterval)
                    deadline = min(deadline ?? latest, latest)
                }
            }
            if isSound { isSound = engine.doChores() }
            if isSound, engine.isTidyDue || tidying <= clock.now {
                do throws(JournalError) {
                    tidying = clock.now + (try engine.tidy())
                } catch {
                    engine.observe(error)
                    isSound = false
                }
            }
            guard isSound else {
                refuse(thread.abandon())
                return
            }
        }
        if engine.hasPending { engine.append([]) }
        if engine.isSound { engine.end() }
    }

    private static func refuse(_ jobs: [Job]) {
        for job in jobs {
            switch job {
            case .append(_, let answer): answer.resume(returning: .failure(.closed))
            case .deferred(_, let answer): answer.resume(throwing: JournalError.closed)
            case .work(_, let refuse): refuse()
            }
        }
    }
}
