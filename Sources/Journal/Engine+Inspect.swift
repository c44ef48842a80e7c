import FieldModel
import Glibc
import Store
import Wire

extension Engine {
    func status() throws(JournalError) -> JournalStatus {
        var unknown: [String] = []
        for name in projector.watched where (try present(name) as? StoredState) == .unknown {
            unknown.append(name)
        }
        var streams: [StreamStatus] = []
        for state in epochs where state.ordinal == current.ordinal || state.hasUnsent {
            for stream in Stream.allCases where state[next: stream] > 0 {
                var oldest: BootInstant?
                let unsent = state.unsent(stream)
                if unsent > 0 { oldest = try self.oldestUnsent(state, stream) }
                streams.append(
                    StreamStatus(
                        stream: stream,
                        epoch: state.epoch,
                        next: state[next: stream],
                        unsent: unsent,
                        oldestUnsent: oldest
                    )
                )
            }
        }
        return JournalStatus(
            epoch: current.epoch,
            boot: boots.last?.record,
            streams: streams,
            databaseBytes: Self.size(settings.database),
            walBytes: Self.size(settings.database + "-wal"),
            foldFailures: foldFailures,
            salvage: salvage.map { job in
                SalvageProgress(page: job.scanner.position, pages: job.scanner.pages, found: job.found)
            },
            areProjectionsUnknown: areProjectionsUnknown,
            unknownStreams: unknownStreams(watched: unknown),
            unboundedStreams: endUnknown,
            unknownRows: unknown,
            storage: try storageStatus()
        )
    }

    private func oldestUnsent(
        _ state: EpochState,
        _ stream: FieldModel.Stream
    ) throws(JournalError)
        -> BootInstant?
    {
        guard state.ordinal == current.ordinal else { return nil }
        var oldest: BootInstant?
        let range = state.settled(stream).firstMissing..<state[next: stream]
        _ = try events(state, stream, range) { _, _ in
        } _: { stored in
            // One that cannot be parsed was written by a newer version, and dates nothing here.
            oldest = try? Event(canonicalBytes: stored.bytes).instant
            return false
        }
        return oldest
    }

    private static func size(_ path: String) -> Int64 {
        var information = stat()
        return stat(path, &information) == 0 ? Int64(information.st_size) : 0
    }

    /// Reads and authenticates every row. O(n), for an operator who waits.
    func verify() throws(JournalError) -> Verification {
        var result = Verification()
        let integrity = try storing { () throws(SQLiteError) in try connection.text("PRAGMA quick_check(1)") }
        if let integrity, integrity != "ok" { result.faults.append("database: \(integrity)") }
        for state in epochs {
            for stream in Stream.allCases { try verify(state, stream, into: &result) }
        }
        for place in SetAside(settings: settings).places() {
            result.faults.append("aside/\(place.number): a damaged journal lies there")
        }
        do throws(JournalError) {
            result.projections = try projections(prefix: "").count
        } catch {
            result.faults.append("\(error)")
        }
        return result
    }

    private func verify(
        _ state: EpochState,
        _ stream: FieldModel.Stream,
        into result: inout Verification
    )
        throws(JournalError)
    {
        let name = "\(state.epoch) \(stream.name)"
        _ = try events(state, stream, 0..<state[next: stream]) { offsets, fault in
            guard result.faults.count < 100 else { return }
            switch fault {
            case .missing:
                result.faults.append(
                    "\(name): offsets \(offsets.lowerBound)..<\(offsets.upperBound) are missing"
                )
            case .damaged where offsets.count == 1:
                result.faults.append("\(name) \(offsets.lowerBound): the row does not authenticate")
            case .damaged:
                let range = "\(offsets.lowerBound)..<\(offsets.upperBound)"
                result.faults.append("\(name) \(range): the row does not authenticate")
            }
        } _: { _ in
            result.events += 1
            return true
        }
        for gap in try gaps(state, stream, touching: 0..<state[next: stream]) {
            let kept = gap.kept.reduce(0) { $0 + UInt64($1.nonzeroBitCount) }
            result.gaps[gap.reason, default: 0] += gap.count - min(kept, gap.count)
        }
    }
}
