import FieldModel
import Glibc
import Store
import Wire

extension Engine {
    func status() throws(JournalError) -> JournalStatus {
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
            unreadableEvents: epochs.reduce(0) { $0 + $1.unreadable.reduce(0) { $0 + $1.count } }
        )
    }

    private func oldestUnsent(
        _ state: EpochState,
        _ stream: FieldModel.Stream
    ) throws(JournalError)
        -> BootInstant?
    {
        let offset = state.settled(stream).firstMissing
        let id = Schema.rowID(epoch: state.ordinal, stream: stream.rawValue, offset: offset)
        let sealed = try storing { () throws(SQLiteError) -> [UInt8]? in
            let statement = try connection.prepare("SELECT sealed FROM event WHERE id = ?").bind(1, id)
            defer { statement.reset() }
            return try statement.step() ? statement.blob(0) : nil
        }
        guard let sealed, let plain = seal.open(sealed, at: seal.eventPlace(state.epoch, stream, offset)),
            let event = try? Event(canonicalBytes: plain),
            state.ordinal == current.ordinal
        else { return nil }
        return event.instant
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
        let base = Schema.rowID(epoch: state.ordinal, stream: stream.rawValue, offset: 0)
        let statement = try storing { () throws(SQLiteError) in
            try connection.prepare("SELECT id, sealed FROM event WHERE id >= ? AND id < ? ORDER BY id")
                .bind(1, base).bind(2, base + Int64(Schema.offsetLimit))
        }
        defer { statement.reset() }
        var expected: UInt64 = 0
        while try storing({ () throws(SQLiteError) in try statement.step() }) {
            let offset = UInt64(statement.int(0) - base)
            let name = "\(state.epoch) \(stream.name)"
            if offset != expected, result.faults.count < 100 {
                result.faults.append("\(name): offsets \(expected)..<\(offset) are missing")
            }
            expected = offset + 1
            result.events += 1
            let place = seal.eventPlace(state.epoch, stream, offset)
            if seal.open(statement.blob(1), at: place) == nil, result.faults.count < 100 {
                result.faults.append("\(name) \(offset): the row does not authenticate")
            }
        }
    }
}
