package import Exchange
package import FieldModel
import Synchronization
import Threads

/// The durable store of a coordinator.
///
/// Every call is answered by the ledger's own thread. A delivery is answered after its fsync; while one fsync runs, the
/// next deliveries collect, and one fsync serves them all.
package final class Ledger: Sendable {
    private enum Job: Sendable {
        case deliver(Delivery, CheckedContinuation<Result<DeliveryResult, LedgerError>, Never>)
        case work(@Sendable (LedgerEngine) -> Void, refuse: @Sendable () -> Void)
    }

    /// Deliveries that one transaction takes at most.
    private static let batchLimit = 64

    /// Which life of the store this is.
    package let life: Incarnation
    /// What happened at the opening that an operator should know; empty after a plain start.
    package let findings: [String]
    private let thread: WorkerThread<Job>
    private let knownNodes: KnownNodes

    private init(_ opening: LedgerOpening, _ engine: LedgerEngine, _ thread: WorkerThread<Job>) {
        life = engine.incarnation
        findings = opening.findings
        knownNodes = engine.knownNodes
        self.thread = thread
    }

    package var incarnation: [UInt8] { life.bytes }

    /// Opens the database, making it when there is none, and begins a new incarnation where it may lack what was receipted.
    ///
    /// `onFailure` is called when a commit failed so that only opening again can help; the ledger is closed then. `vfs`
    /// names another of SQLite's file systems and is for tests only.
    package static func open(
        path: String,
        coordinator: UInt64,
        vfs: String? = nil,
        onFailure: @escaping @Sendable (LedgerError) -> Void = { _ in }
    ) async throws(LedgerError) -> Ledger {
        let opened: Result<Ledger, LedgerError> = await withCheckedContinuation { continuation in
            _ = WorkerThread<Job>(name: "ledger") { thread in
                do throws(LedgerError) {
                    var opening = LedgerOpening(path: path, coordinator: coordinator, vfs: vfs)
                    let engine = try opening.run()
                    let ledger = Ledger(opening, engine, thread)
                    continuation.resume(returning: .success(ledger))
                    if let failure = serve(engine, thread) { onFailure(failure) }
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try opened.get()
    }

    /// Commits everything that waits and closes the files.
    package func close() async { await thread.close() }

    /// A node as of the last change.
    package func node(_ id: NodeID) -> NodeRecord? { knownNodes.records.withLock { $0[id] } }

    package var nodes: [NodeRecord] {
        knownNodes.records.withLock { $0.values.sorted { $0.id < $1.id } }
    }

    /// Stores what an authentic envelope held and returns after it is on the disk.
    package func deliver(_ delivery: Delivery) async throws(LedgerError) -> DeliveryResult {
        let result = await withCheckedContinuation { continuation in
            if !thread.submit(.deliver(delivery, continuation)) {
                continuation.resume(returning: .failure(.closed))
            }
        }
        return try result.get()
    }

    package func addNode(
        _ id: NodeID,
        keys: PublicKeys,
        callSign: String,
        at now: Int64
    ) async throws(NodeError) {
        try await perform { engine throws(NodeError) in
            try engine.addNode(id, keys: keys, callSign: callSign, at: now)
        } refusal: {
            .ledger(.closed)
        }
    }

    package func revokeNode(_ id: NodeID, at now: Int64) async throws(NodeError) {
        try await perform { engine throws(NodeError) in
            try engine.revokeNode(id, at: now)
        } refusal: {
            .ledger(.closed)
        }
    }

    /// Runs `body` on the ledger's thread.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (LedgerEngine) throws(LedgerError) -> Value
    ) async throws(LedgerError) -> Value {
        try await perform(body) { .closed }
    }

    func perform<Value: Sendable, Failure: Error>(
        _ body: @escaping @Sendable (LedgerEngine) throws(Failure) -> Value,
        refusal: @escaping @Sendable () -> Failure
    ) async throws(Failure) -> Value {
        let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
            let isTaken = thread.submit(
                .work(
                    { engine in
                        do throws(Failure) {
                            continuation.resume(returning: .success(try body(engine)))
                        } catch {
                            engine.note(reading: error)
                            continuation.resume(returning: .failure(error))
                        }
                    },
                    refuse: { continuation.resume(returning: .failure(refusal())) }
                )
            )
            if !isTaken { continuation.resume(returning: .failure(refusal())) }
        }
        return try result.get()
    }

    /// The thread's life; returns why it ended before it was closed.
    private static func serve(
        _ engine: LedgerEngine,
        _ thread: WorkerThread<Job>
    ) -> LedgerError? {
        while let jobs = thread.next(limit: batchLimit, milliseconds: nil) {
            var deliveries: [Delivery] = []
            var answers: [CheckedContinuation<Result<DeliveryResult, LedgerError>, Never>] = []
            var works: [Job] = []
            for job in jobs {
                switch job {
                case .deliver(let delivery, let answer):
                    deliveries.append(delivery)
                    answers.append(answer)
                case .work: works.append(job)
                }
            }
            if !deliveries.isEmpty {
                let results = engine.deliver(deliveries)
                switch results {
                case .success(let results):
                    for (answer, result) in zip(answers, results) {
                        answer.resume(returning: .success(result))
                    }
                case .failure(let error):
                    for answer in answers { answer.resume(returning: .failure(error)) }
                }
            }
            for (index, job) in works.enumerated() {
                guard engine.fault == nil else {
                    refuse(Array(works[index...]))
                    break
                }
                if case .work(let work, _) = job { work(engine) }
            }
            if let failure = engine.fault {
                refuse(thread.abandon())
                return failure
            }
        }
        return nil
    }

    private static func refuse(_ jobs: [Job]) {
        for job in jobs {
            switch job {
            case .deliver(_, let answer): answer.resume(returning: .failure(.closed))
            case .work(_, let refuse): refuse()
            }
        }
    }
}
