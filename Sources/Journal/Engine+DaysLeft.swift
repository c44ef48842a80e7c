import FieldModel
import Store

/// How long new events find room, at the pace at which what must stay is growing.
extension Engine {
    /// Rows of a stream whose size is looked at.
    private static let sampledRows: Int64 = 64
    /// Bytes of a page that hold no row, about: its header.
    private static let pageHeader: Int64 = 12
    /// Bytes of a row beside what is sealed: its place in the page, its lengths and its id.
    private static let rowHeader: Int64 = 16
    /// Before there is one: a patient or stock event in a row of its own, four to a page of 512 bytes.
    private static let unknownBytes = 128.0

    /// Events that nothing may take away: undelivered alarms, patients and stock.
    var heldEvents: Int64 { Int64(clamping: Self.kept.reduce(UInt64(0)) { $0 &+ held($1) }) }

    private func held(_ stream: FieldModel.Stream) -> UInt64 {
        epochs.reduce(0) { $0 &+ $1.unsent(stream) }
    }

    /// Bytes of the database that each of those takes, as the newest rows of its stream tell.
    func bytesPerHeldEvent() throws(JournalError) -> Double {
        var (events, bytes) = (0.0, 0.0)
        for stream in Self.kept {
            guard let state = epochs.last(where: { $0.unsent(stream) > 0 }),
                let each = try bytesPerEvent(state, stream)
            else { continue }
            let number = Double(held(stream))
            events += number
            bytes += number * each
        }
        return events > 0 ? bytes / events : Self.unknownBytes
    }

    /// `nil` where no row is left.
    private func bytesPerEvent(
        _ state: EpochState,
        _ stream: FieldModel.Stream
    ) throws(JournalError) -> Double? {
        let first = Schema.rowID(epoch: state.ordinal, stream: stream.rawValue, offset: 0)
        let (rows, bytes, events) = try storing { () throws(SQLiteError) in
            let statement = try connection.prepare(
                """
                SELECT count(*), sum(size), sum(count) FROM (SELECT length(sealed) AS size, count FROM event
                WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT \(Self.sampledRows))
                """
            )
            .bind(1, first).bind(2, first + Int64(Schema.offsetLimit) - 1)
            defer { statement.reset() }
            guard try statement.step() else { return (Int64(0), Int64(0), UInt64(0)) }
            return (statement.int(0), statement.int(1), Schema.count(statement.int(2)))
        }
        guard rows > 0, bytes >= 0, events > 0 else { return nil }
        // A page holds whole rows, and a row that is longer has pages to itself.
        let row = min(bytes / rows, Int64(Int32.max)) + Self.rowHeader
        let room = max(quota.pageSize - Self.pageHeader, 1)
        let pages = row > room ? Double((row + room - 1) / room) : 1 / Double(room / row)
        return pages * Double(quota.pageSize) * Double(rows) / Double(events)
    }

    /// Keeps one sample an hour of the last day.
    func sampleHeld() {
        let now = Self.bootMilliseconds
        if let last = heldSamples.last, now < last.instant + 3_600_000 { return }
        heldSamples.append((now, heldEvents))
        if heldSamples.count > 25 { heldSamples.removeFirst() }
    }

    /// Days until new events are refused at the pace of the last days or, without a clock, of the last hours; `nil`
    /// while nothing grows.
    func daysLeft() throws(JournalError) -> Double? {
        let held = heldEvents
        var pace: Double?
        if let today, let mark = dayMarks.first(since: today - 7), mark.day < today {
            pace = (Double(held) - Double(mark.held)) / Double(today - mark.day)
        } else if let oldest = heldSamples.first {
            let days = Double(Self.bootMilliseconds - oldest.instant) / 86_400_000
            if days >= 1 / 24 { pace = (Double(held) - Double(oldest.held)) / days }
        }
        guard let pace, pace > 0 else { return nil }
        let room = Double(quota.untilRefusal) * Double(quota.pageSize)
        return max(0, room / (try bytesPerHeldEvent()) - Double(held)) / pace
    }
}
