import Exchange
import FieldModel
import Journal
import Synchronization
import Workflows

/// State that this node lost, and asks its coordinator for: what is fetched, what it lacks, what somebody said to it.
///
/// By stream: who is on board is folded from `patients`, balances from `stock`.
final class Baselines: Sendable {
    /// How far one stream is.
    struct Progress: Sendable, Equatable {
        /// Rows that came, and all.
        var have = 0
        var all = 0
        /// Events that the coordinator lacks, 0 where nobody knows of any, once a baseline was refused for such.
        var missing: UInt64?
    }

    enum Step: Sendable, Equatable {
        /// More rows are to be asked for.
        case more
        /// Nothing came, or nothing that can be used; asked again later.
        case later
        /// The coordinator lacks so many events, or nobody knows how many: asked again later, and taken once somebody says so.
        case incomplete(missing: UInt64)
        case whole([BaselineRow], through: [Epoch: UInt64], missing: UInt64)
    }

    private struct Fetch {
        var id: [UInt8]?
        var rows: [BaselineRow] = []
        var bytes = 0
        var all = 0
        /// CLOCK_BOOTTIME milliseconds before which nothing is asked.
        var notBefore: UInt64 = 0
        /// How often all rows came and did not join.
        var vain = 0
        var isAccepted = false
        var missing: UInt64?

        mutating func clear() {
            id = nil
            rows = []
            bytes = 0
            all = 0
        }
    }

    /// Bytes of rows that one baseline may have; far more than the largest store.
    private static let byteLimit = 64 << 20
    private static let pause: UInt64 = 600_000
    /// After the first baseline that did not join: what was under way has arrived by then. After each further one it is twice as long.
    private static let shortPause: UInt64 = 10_000

    private let fetches = Mutex<[FieldModel.Stream: Fetch]>([:])

    /// Those of the streams that are unknown for which it is time to ask. `isSettled` says that the others are known.
    func due(_ unknown: Set<FieldModel.Stream>, isSettled: Bool, at now: UInt64) -> [FieldModel.Stream] {
        fetches.withLock { fetches in
            // What is known again needs no rows. While the journal still folds, it says of no stream that it is unknown.
            for stream in fetches.keys where isSettled && !unknown.contains(stream) { fetches[stream] = nil }
            return unknown.filter { fetches[$0]?.notBefore ?? 0 <= now }
                .sorted { ($0.precedence, $0.rawValue) < ($1.precedence, $1.rawValue) }
        }
    }

    /// What to ask for next.
    func request(_ stream: FieldModel.Stream, bytes: Int) -> Baseline.Request {
        fetches.withLock { fetches in
            let fetch = fetches[stream]
            let pages = Baseline.pageBytes
            return Baseline.Request(
                id: fetch?.id,
                first: fetch?.rows.count ?? 0,
                bytes: min(max(bytes, pages.lowerBound), pages.upperBound)
            )
        }
    }

    /// Takes what a receipt brought for a request. `isBounded` says whether this node knows how far the stream came.
    func take(
        _ baseline: Baseline?,
        of stream: FieldModel.Stream,
        isBounded: Bool,
        at now: UInt64
    ) -> Step {
        fetches.withLock { fetches in
            var fetch = fetches[stream] ?? Fetch()
            defer { fetches[stream] = fetch }
            let step = Self.take(baseline, of: stream, isBounded, into: &fetch)
            switch step {
            case .more: break
            case .later, .incomplete:
                fetch.clear()
                fetch.notBefore = now + Self.pause
            case .whole:
                fetch.clear()
                fetch.notBefore = now + min(Self.shortPause << min(fetch.vain, 8), Self.pause)
                fetch.vain += 1
            }
            return step
        }
    }

    private static func take(
        _ baseline: Baseline?,
        of stream: FieldModel.Stream,
        _ isBounded: Bool,
        into fetch: inout Fetch
    ) -> Step {
        guard let baseline, baseline.through.allSatisfy({ $0.stream == stream }) else { return .later }
        guard fetch.isAccepted || baseline.missing == 0 && isBounded else {
            fetch.missing = baseline.missing
            return .incomplete(missing: baseline.missing)
        }
        if fetch.id != baseline.id { fetch.clear() }
        fetch.missing = nil
        fetch.id = baseline.id
        fetch.all = baseline.count
        // Rows that were not asked for now are those of a baseline that has just begun.
        guard baseline.first == fetch.rows.count else { return .later }
        for row in baseline.rows {
            guard let known = try? Projections.row(of: stream, isExercise: row.isExercise, state: row.state)
            else { return .later }
            fetch.bytes += known.name.utf8.count + known.state.count
            guard fetch.bytes <= byteLimit else { return .later }
            fetch.rows.append(BaselineRow(name: known.name, state: known.state))
        }
        guard fetch.rows.count == baseline.count else { return baseline.rows.isEmpty ? .later : .more }
        let through = Dictionary(baseline.through.map { ($0.epoch, $0.next) }) { first, _ in first }
        return .whole(fetch.rows, through: through, missing: baseline.missing)
    }

    /// The rows could not be written.
    func postpone(_ stream: FieldModel.Stream, at now: UInt64) {
        fetches.withLock { $0[stream, default: Fetch()].notBefore = now + Self.pause }
    }

    /// Somebody decided that the coordinator's state of a stream counts, whatever never reached it.
    func accept(_ stream: FieldModel.Stream) {
        fetches.withLock { fetches in
            fetches[stream, default: Fetch()].isAccepted = true
            fetches[stream]?.notBefore = 0
        }
    }

    var progress: [FieldModel.Stream: Progress] {
        fetches.withLock { fetches in
            fetches.mapValues { Progress(have: $0.rows.count, all: $0.all, missing: $0.missing) }
        }
    }
}
