import Agent
import FieldModel
import Glibc
import Journal

/// Appends to one journal, timed.
struct AppendLoad {
    struct Speed {
        /// Appends a second.
        let rate: Double
        /// Microseconds of processor time an append, the callers' share included.
        let processor: Double
    }

    let bench: BenchJournal
    private let client = ClientThread()
    private var feed = EventFeed()

    init(in folder: String, projector: Projector = .node) async throws {
        bench = try await BenchJournal(in: folder, projector: projector)
        _ = try await bench.journal.append([ShiftEvents.profile])
    }

    var meanBytes: Int { feed.meanBytes }

    /// Appends so many events, so many of them waiting for their answer at any time.
    mutating func append(_ count: Int, inFlight: Int) async throws -> Speed {
        // All take from one queue, so that they come in order.
        let queue = EventQueue(feed.next(count))
        let journal = bench.journal
        // One alone keeps the order by itself.
        let preferred = inFlight > 1 ? client : nil
        let before = Self.processorSeconds
        let seconds = try await Stopwatch.seconds {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<inFlight {
                    group.addTask(executorPreference: preferred) {
                        while let event = queue.next() { _ = try await journal.append([event]) }
                    }
                }
                try await group.waitForAll()
            }
        }
        let used = Self.processorSeconds - before
        return Speed(rate: Double(count) / seconds, processor: used / Double(count) * 1e6)
    }

    /// What one append adds to the write-ahead log. Few enough, so that no checkpoint comes between.
    mutating func bytesPerCommit() async throws -> Int {
        let count = 40
        let before = try await bench.journal.status().walBytes
        _ = try await append(count, inFlight: 1)
        let after = try await bench.journal.status().walBytes
        return after > before ? Int(after - before) / count : 0
    }

    func close() async {
        await bench.journal.close()
        await client.close()
    }

    /// Of this process, user and system.
    static var processorSeconds: Double {
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) {
            $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6
        }
    }
}
